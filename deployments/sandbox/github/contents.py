"""What lies in the made-up repositories: a few kinds of projects, their languages and their files."""

from dataclasses import dataclass
from textwrap import dedent


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of project.

    Attributes:
        languages: Bytes a language.
        files: Texts by path.
    """

    name: str
    description: str
    languages: dict[str, int]
    files: dict[str, str]


def _text(content: str) -> str:
    return dedent(content).lstrip("\n")


KINDS = (
    Kind(
        "web-app",
        "Tides for harbours, in the browser",
        {"TypeScript": 182_000, "Python": 95_000, "CSS": 6_000, "Dockerfile": 700},
        {
            "README.md": _text("""
            # Tide table

            Shows high water. Not for navigation, and not written in Fortran.

            ## Tech stack

            - **Front end**: React, Next.js, Tailwind CSS
            - **Back end**: FastAPI, Postgres
            """),
            "frontend/package.json": _text("""
            {"name": "tide-table",
             "dependencies": {"next": "^15.1.0", "react": "^19.0.0", "react-dom": "^19.0.0"},
             "devDependencies": {"typescript": "^5.7", "tailwindcss": "^4.0", "vitest": "^3.0"}}
            """),
            "backend/pyproject.toml": _text("""
            [project]
            name = "tide-table"
            dependencies = ["fastapi>=0.115", "sqlalchemy>=2.0", "psycopg[binary]>=3.2", "pydantic>=2.10"]

            [dependency-groups]
            dev = ["pytest>=8", "ruff"]
            """),
            "backend/Dockerfile": _text("FROM python:3.12-slim\nCOPY . /app\n"),
            "compose.yaml": _text("""
            services:
              database:
                image: postgres:17
              cache:
                image: redis:7
            """),
            "examples/angular/package.json": _text('{"dependencies": {"@angular/core": "^19.0.0"}}\n'),
        },
    ),
    Kind(
        "service",
        "Hands out work and takes it back",
        {"Go": 240_000, "Makefile": 900, "Dockerfile": 400},
        {
            "README.md": _text("# Service\n\nBetter than anything written in Java or PHP.\n"),
            "go.mod": _text("""
            module example.com/service

            go 1.23

            require (
            \tgithub.com/gin-gonic/gin v1.10.0
            \tgithub.com/jackc/pgx/v5 v5.7.1
            \tgithub.com/segmentio/kafka-go v0.4.47
            \tgithub.com/mattn/go-isatty v0.0.20 // indirect
            )
            """),
            "vendor/composer.json": _text('{"require": {"laravel/framework": "^11.0"}}\n'),
            ".github/workflows/test.yml": _text("on: push\n"),
        },
    ),
    Kind(
        "data",
        "What the stars did last night",
        {"Jupyter Notebook": 9_000_000, "Python": 30_000, "SQL": 2_000},
        {
            "README.md": _text("# Data\n"),
            "requirements.txt": _text("pandas==2.2.3\nnumpy>=2.1\nscikit-learn>=1.6\nmatplotlib\n"),
            "requirements_dev.txt": _text("jupyterlab\n"),
            "dbt_project.yml": _text("name: stars\n"),
        },
    ),
    Kind(
        "infrastructure",
        "Where everything runs",
        {"HCL": 41_000, "Shell": 9_000},
        {
            "README.md": _text("# Infrastructure\n"),
            "main.tf": _text('provider "aws" {}\n'),
            "charts/Chart.yaml": _text("name: harbour\n"),
        },
    ),
    Kind(
        "service-in-rust",
        "Boils water, safely",
        {"Rust": 120_000},
        {
            "README.md": _text("# Kettle\n"),
            "Cargo.toml": _text("""
            [package]
            name = "kettle"

            [dependencies]
            tokio = { version = "1.42", features = ["full"] }
            axum = "0.8"
            """),
        },
    ),
    Kind(
        "phone-app",
        "The same on a phone",
        {"Dart": 77_000, "Swift": 2_500, "Kotlin": 2_000},
        {
            "pubspec.yaml": _text("""
            name: phone_app
            dependencies:
              flutter:
                sdk: flutter
              flutter_bloc: ^9.0.0
            """),
        },
    ),
    Kind(
        "monorepo",
        "Several things that belong together",
        {"TypeScript": 310_000, "JavaScript": 800},
        {
            "package.json": _text("""
            {"private": true, "packageManager": "pnpm@9.15.0", "engines": {"node": ">=22"},
             "devDependencies": {"turbo": "^2.3.0", "eslint": "^9.17.0"}}
            """),
            "apps/api/package.json": _text("""
            {"dependencies": {"@nestjs/core": "^10.4.0", "@prisma/client": "^6.1.0"}}
            """),
            "packages/ui/package.json": _text('{"peerDependencies": {"vue": "^3.5.0"}}\n'),
        },
    ),
    Kind(
        "old-site",
        "A page from another time",
        {"PHP": 64_000, "HTML": 20_000},
        {"composer.json": _text('{"require": {"symfony/framework-bundle": "^5.4"}}\n')},
    ),
    Kind("notes", "Nothing to build", {"Shell": 3_000}, {"README.md": _text("# Notes\n")}),
)
