"""What made-up postings are made of. Every employer and every sentence is invented."""

from dataclasses import dataclass

EMPLOYERS = (
    "Amber Tram, Inc.",
    "Birkenfeld Optik GmbH",
    "Calico Harbour",
    "Dovetail & Reed",
    "Elderflower Health",
    "Fernweh Rail",
    "Gannet Freight Ltd",
    "Hazelworks",
    "Inkwell Bank",
    "Juniper Loop",
    "Kestrel Maps",
    "Lanternfish",
    "Marrow & Thyme",
    "Nimbus Orchard",
    "Otterby",
    "Pebble Ledger",
    "Quillon Robotics",
    "Rookery Games",
    "Saltmarsh Energy",
    "Tinderbox Learning",
    "Umbra Studio",
    "Vellum Insurance",
    "Wickerwork",
    "Yarrow Clinics",
    "Zephyr Parcel",
)


@dataclass(frozen=True, slots=True)
class Trade:
    """A line of work: how it is titled, what it asks for, and what one does in it."""

    category: str
    titles: tuple[str, ...]
    skills: tuple[str, ...]
    duties: tuple[str, ...]
    tags: tuple[str, ...]


TRADES = (
    Trade(
        "Back-End Programming",
        ("Backend Engineer", "Platform Engineer", "Python Developer", "API Engineer"),
        ("Python", "PostgreSQL", "Docker", "Django", "FastAPI", "Redis", "Kafka", "SQL", "AWS", "Kubernetes"),
        ("keep the booking service quick", "design the APIs that our apps call", "look after two databases"),
        ("backend", "python", "engineer", "digital nomad"),
    ),
    Trade(
        "Front-End Programming",
        ("Frontend Engineer", "React Developer", "Web Developer", "UI Engineer"),
        ("TypeScript", "React", "JavaScript", "CSS", "HTML", "GraphQL", "Next.js", "Vue", "Jest", "Figma"),
        ("build the pages where people choose", "make the map draw in a blink", "keep our components tidy"),
        ("front end", "javascript", "code", "web"),
    ),
    Trade(
        "Full-Stack Programming",
        ("Full-Stack Engineer", "Product Engineer", "Software Engineer", "Full Stack Developer (Web)"),
        (
            "TypeScript",
            "Node.js",
            "React",
            "PostgreSQL",
            "Docker",
            "GraphQL",
            "Python",
            "AWS",
            "Redis",
            "SQL",
        ),
        ("take a feature from a sketch to its first user", "own the checkout", "pair with our designers"),
        ("full stack", "dev", "engineer", "saas"),
    ),
    Trade(
        "DevOps and Sysadmin",
        ("DevOps Engineer", "Site Reliability Engineer", "Cloud Engineer", "Infrastructure Engineer"),
        (
            "Kubernetes",
            "Terraform",
            "AWS",
            "Linux",
            "Docker",
            "Prometheus",
            "Ansible",
            "Go",
            "Bash",
            "Grafana",
        ),
        ("run forty services that never sleep", "write what others click", "halve the bill of our clusters"),
        ("devops", "cloud", "sysadmin", "security"),
    ),
    Trade(
        "Programming",
        ("Data Engineer", "Analytics Engineer", "Machine Learning Engineer", "Data Scientist"),
        ("Python", "SQL", "Airflow", "dbt", "Spark", "Snowflake", "Pandas", "PyTorch", "Kafka", "AWS"),
        ("carry a billion rows a night", "teach a model to read freight papers", "make numbers that agree"),
        ("data", "python", "machine learning", "analytics"),
    ),
    Trade(
        "Design",
        ("Product Designer", "UX Researcher", "Brand Designer", "UI Designer"),
        (
            "Figma",
            "Prototyping",
            "User research",
            "Wireframing",
            "Design systems",
            "Photoshop",
            "Illustrator",
        ),
        ("draw flows that need no manual", "listen to forty nurses", "give our letters a face"),
        ("design", "ux", "creative", "web"),
    ),
    Trade(
        "Product",
        ("Product Manager", "Technical Product Manager", "Product Owner", "Program Manager"),
        (
            "Roadmapping",
            "Jira",
            "SQL",
            "Agile",
            "Scrum",
            "A/B testing",
            "Stakeholder management",
            "Analytics",
        ),
        (
            "say no kindly",
            "write one page that twelve people agree on",
            "find out what dispatchers really do",
        ),
        ("product manager", "manager", "strategy", "exec"),
    ),
    Trade(
        "Customer Support",
        ("Customer Support Specialist", "Support Engineer", "Customer Success Manager", "Community Manager"),
        ("Zendesk", "Intercom", "English", "SQL", "Troubleshooting", "Salesforce", "Writing", "HubSpot"),
        ("answer people who are in a hurry", "write the help that is read at night", "keep our forum kind"),
        ("customer support", "non tech", "support", "education"),
    ),
    Trade(
        "Sales and Marketing",
        ("Account Executive", "Content Marketer", "Growth Marketer", "Sales Development Representative"),
        ("Salesforce", "HubSpot", "SEO", "Copywriting", "Google Analytics", "Negotiation", "Email marketing"),
        ("win the first ten clinics of a county", "write what engineers like to read", "measure what works"),
        ("sales", "marketing", "growth", "non tech"),
    ),
)

LEVELS = ("", "", "", "Senior ", "Senior ", "Junior ", "Staff ", "Lead ", "Principal ")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, and the region that a remote board would name for it."""

    city: str
    rest: str
    country: str
    flag: str
    region: str

    @property
    def whole(self) -> str:
        """City and all that stands behind it."""
        return f"{self.city}, {self.rest}"


SPOTS = (
    Spot("Aarhus", "Midtjylland, Denmark", "Denmark", "🇩🇰", "Europe Only"),
    Spot("Łódź", "Łódzkie, Poland", "Poland", "🇵🇱", "Europe Only"),
    Spot("Málaga", "Andalucía, Spain", "Spain", "🇪🇸", "Europe Only"),
    Spot("Leipzig", "Sachsen, Germany", "Germany", "🇩🇪", "Europe Only"),
    Spot("Leeds", "England, United Kingdom", "United Kingdom", "🇬🇧", "UK Only"),
    Spot("Boise", "ID, United States", "United States", "🇺🇸", "USA Only"),
    Spot("Duluth", "MN, United States", "United States", "🇺🇸", "USA Only"),
    Spot("Halifax", "NS, Canada", "Canada", "🇨🇦", "North America Only"),
    Spot("Recife", "Pernambuco, Brazil", "Brazil", "🇧🇷", "Latin America Only"),
    Spot("Pune", "Maharashtra, India", "India", "🇮🇳", "Asia Only"),
)

ABOUT = (
    "{employer} is a company of {people} people. We began with one spreadsheet and a stubborn idea: that"
    " {trade} can be done without hurry and without waste."
)
PERKS = (
    "We pay for books, courses and a good chair.",
    "Everybody is off in the last week of July.",
    "You’ll have a mentor for your first six months – and be one after.",
    "We meet twice a year, by train wherever it goes.",
    "There are no on-call nights in this team.",
)
