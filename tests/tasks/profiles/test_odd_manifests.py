"""Manifests as people write them, beside how their makers meant them to be written."""

import pytest

from tasks.profiles.manifest_files import packages_in
from tasks.profiles.model import RepositoryFile

PYPROJECT = """
[tool.poetry.dependencies]
celery = [{version = "^5", python = ">=3.8"}, {version = "^4", python = "<3.8"}]
[tool.pixi.dependencies]
polars = ">=1"
[tool.pixi.feature.test.pypi-dependencies]
pytest = "*"
[tool.flit.metadata]
requires = ["click"]
[tool.rye]
dev-dependencies = ["ipython"]
"""
REQUIREMENTS = """
-e git+https://git.example.com/web/flask.git@main#egg=Flask
git+https://git.example.com/web/other.git
# git+https://git.example.com/web/old.git#egg=old
"""
SETUP_PY = """
NEEDED = ["django>=4"]
UNUSED = ["pyramid"]
setup(install_requires=NEEDED + ["redis"])
"""
OLD_SETUP_PY = """
print "Python 2"
setup(install_requires=["flask>=0.1", 'sqlalchemy'])
"""
POM = """<?xml version="1.0" encoding="UTF-16"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
<properties><json>2.15</json><of.json>${json}</of.json><orm>org.hibernate</orm></properties>
<dependencyManagement><dependencies>
<dependency><groupId>org.hibernate.orm</groupId><artifactId>hibernate-core</artifactId><version>6.4</version></dependency>
<dependency><groupId>org.unused</groupId><artifactId>unused</artifactId><version>1</version></dependency>
</dependencies></dependencyManagement>
<dependencies>
<dependency><groupId>${orm}.orm</groupId><artifactId>hibernate-core</artifactId></dependency>
<dependency><groupId>com.json</groupId><artifactId>json</artifactId><version>${of.json}</version></dependency>
</dependencies></project>"""
GRADLE = """
dependencies {
    implementation 'org.one:one:1', 'org.two:two:2'
    testImplementation(
        "org.three:three:3",
    )
    implementation(platform(
        "org.four:four:4"))
    implementation([group: 'org.five', name: 'five', version: '5'])
    implementation(group = "org.six",
                   name = "six")
    implementation(project(":core"))
}
"""
CATALOGUE = """
[versions]
ktor = {strictly = "2.3"}
[libraries]
ktor = {module = "io.ktor:ktor-server-core", version.ref = "ktor"}
[plugins]
boot = "org.springframework.boot:3.2.0"
"""
DOCKERFILE = """
ARG BASE=registry.example.com:5000/postgres:${VERSION}
ARG VERSION="16"
FROM python:${PYTHON:-3.12} AS build
FROM $BASE AS db
FROM ${REGISTRY}/library/redis:7@sha256:0123
FROM $UNKNOWN
COPY --chown=a:b --from=rabbitmq:3 /a /b
COPY --from=build /a /b
COPY --from=0 /a /b
"""
COMPOSE = """
x-base: &base
  image: ${IMAGE:-mysql:8}
services:
  db:
    <<: *base
    ports: !override ["3306:3306"]
  queue: !reset null
  events: {image: "${REGISTRY}/bitnami/kafka:3.6"}
"""


@pytest.mark.parametrize(
    ("path", "text", "asked_for"),
    [
        ("pyproject.toml", PYPROJECT, "celery=5 ipython~ click polars=1 pytest~ poetry~ pixi~ flit~ rye~"),
        ("pyproject.toml", "\ufeff[project]\r\ndependencies = ['flask==2']\r\n", "flask=2"),
        ("requirements.txt", REQUIREMENTS, "Flask"),
        ("dev-requirements.txt", "pytest", "pytest~"),
        ("Requirements.txt", "fastapi", "fastapi"),
        ("setup.py", SETUP_PY, "django=4 redis"),
        ("setup.py", OLD_SETUP_PY, "flask=0.1 sqlalchemy"),
        ("package.json", '\ufeff{"dependencies": {"koa": "2"}}', "koa=2"),
        ("gems.rb", "gem 'rails', '~> 7.1'", "rails=7.1"),
        ("pom.xml", POM, "org.hibernate.orm:hibernate-core=6.4 com.json:json=2.15"),
        (
            "app/build.gradle.kts",
            GRADLE,
            "org.one:one=1 org.two:two=2 org.three:three=3~ org.four:four=4 org.five:five=5 org.six:six",
        ),
        ("gradle/a.versions.toml", CATALOGUE, "io.ktor:ktor-server-core=2.3 org.springframework.boot=3.2.0"),
        ("Containerfile", DOCKERFILE, "python=3.12 postgres=16 redis=7 rabbitmq=3"),
        ("deploy/Dockerfile-prod", "FROM postgres:15", "postgres=15"),
        ("compose.yaml", COMPOSE, "mysql=8 bitnami/kafka=3.6"),
        ("docker-compose.yml", "db:\n  image: postgres:9\n", "postgres=9"),
    ],
)
def test_a_manifest_is_understood_as_people_write_it(path: str, text: str, asked_for: str) -> None:
    """`~` stands behind what is for developers alone, `=` before the least version."""
    told = [
        f"{one.name}{f'={one.version}' if one.version else ''}{'~' if one.development else ''}"
        for one in packages_in(RepositoryFile(path=path, text=text))
    ]
    assert " ".join(told) == asked_for
