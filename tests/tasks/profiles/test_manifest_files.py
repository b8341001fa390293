import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.profiles.known_skills import skills_of_package
from tasks.profiles.manifest_files import ROOT_MANIFESTS, is_its_own, manifests_among, packages_in
from tasks.profiles.model import Package, RepositoryFile

PYPROJECT = """
[project]
dependencies = ["Django>=5.1,<6", "psycopg[binary]~=3.2", "tzdata; sys_platform == 'win32'", "own @ https://x/y.whl"]
[project.optional-dependencies]
test = ["pytest==8.3.*"]
cloud = ["boto3"]
[dependency-groups]
dev = ["ruff", {include-group = "test"}]
[tool.poetry.dependencies]
python = "^3.12"
Flask = {version = "^3.1", extras = ["async"]}
[tool.poetry.group.lint.dependencies]
mypy = "*"
[tool.uv]
dev-dependencies = ["hypothesis"]
"""
REQUIREMENTS = """
# comment
-r other.txt
--hash=sha256:abc
numpy==1.26.3 \\
    --hash=sha256:abc
scikit_learn>=1.6  # fine
git+https://github.com/a/b.git
./local
torch ; python_version < "3.13"
"""
SETUP_PY = """
from setuptools import setup
needed = ["requests>=2.31"]
setup(install_requires=["Celery==5.4"], extras_require={"pg": ["psycopg2"]}, tests_require=["pytest"])
"""
SETUP_CFG = """
[options]
install_requires =
    tornado>=6
    pyyaml
[options.extras_require]
dev =
    black
"""
CONDA = """
dependencies:
  - python=3.12
  - conda-forge::pytorch=2.5
  - pip:
      - transformers==4.47.0
"""
PACKAGE_JSON = """
{"dependencies": {"next": "^15.1.0", "mine": "workspace:*", "aliased": "npm:react@18.2.0"},
 "devDependencies": {"typescript": "~5.7", "@types/node": "22"},
 "packageManager": "pnpm@9.15.0+sha512.abc", "engines": {"node": ">=22"}}
"""
GO_MOD = """
module example.com/x
go 1.23
require github.com/gin-gonic/gin v1.10.0
require (
	github.com/jackc/pgx/v5 v5.7.1
	github.com/mattn/go-isatty v0.0.20 // indirect
)
replace github.com/a/b => ../b
"""
CARGO = """
[dependencies]
tokio = { version = "1.42", features = ["full"] }
web = { package = "axum", version = "0.8" }
[dev-dependencies]
criterion = "0.5"
[target.'cfg(unix)'.dependencies]
redis = "0.27"
[workspace.dependencies]
serde = "1"
"""
POM = """<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId>
    <version>3.4.1</version></parent>
  <properties><postgres.version>42.7.4</postgres.version></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>io.grpc</groupId><artifactId>grpc-core</artifactId></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId>
      <version>${postgres.version}</version></dependency>
    <dependency><groupId>org.mockito</groupId><artifactId>mockito-core</artifactId><scope>test</scope></dependency>
  </dependencies>
</project>
"""
GRADLE = """
plugins {
    id 'org.springframework.boot' version '3.4.1'
    id("com.android.application")
    kotlin("jvm") version "2.1.0"
}
dependencies {
    // implementation 'com.stripe:stripe-java:1.0'
    implementation("io.ktor:ktor-server-core:3.0.3")
    testImplementation 'io.kotest:kotest-runner-junit5:5.9.1'
    implementation platform('software.amazon.awssdk:bom:2.29.0')
    runtimeOnly group: 'org.postgresql', name: 'postgresql', version: '42.7.4'
}
"""
CATALOGUE = """
[versions]
ktor = "3.0.3"
[libraries]
ktor = { module = "io.ktor:ktor-client-core", version.ref = "ktor" }
room = { group = "androidx.room", name = "room-runtime", version = "2.6.1" }
okhttp = "com.squareup.okhttp3:okhttp:4.12.0"
[plugins]
compose = { id = "org.jetbrains.compose", version = "1.7.1" }
"""
GEMFILE = """
source "https://rubygems.org"
gem "rails", "~> 8.0"
gem 'pg'
group :development, :test do
  gem "rspec-rails", "~> 7.1"
end
gem "sidekiq", require: false
gem "rubocop", group: :development
"""
DOCKERFILE = """
FROM --platform=linux/amd64 node:22-alpine AS assets
FROM nvidia/cuda:12.4.1-base-ubuntu22.04 AS base
FROM base
"""
COMPOSE = """
services:
  db: {image: "postgres:${PG_VERSION:-16}"}
  search: {image: docker.elastic.co/elasticsearch/elasticsearch:8.17.0}
  mine: {build: .}
  broker: {image: "localhost:5000/library/rabbitmq@sha256:abc"}
  secret: {image: "${REGISTRY}"}
"""
CSPROJ = """<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>
<PackageReference Include="Npgsql" Version="9.0.2" />
<PackageReference Include="xunit"><Version>2.9.2</Version>
</PackageReference></ItemGroup></Project>"""
MIX = '{:phoenix, "~> 1.7.18"}, {:credo, "~> 1.7", only: [:dev, :test]}, {:mine, path: "../mine"}'
PACKAGE_SWIFT = """
let package = Package(name: "x", dependencies: [
    .package(url: "https://github.com/vapor/vapor.git", from: "4.92.1"),
    // .package(url: "https://github.com/old/old.git", from: "1.0.0"),
    .package(name: "nio", url: "https://github.com/apple/swift-nio", .upToNextMajor(from: "2.65.0")),
    .package(url: "https://github.com/own/tides", branch: "main"), .package(path: "../near"),
])
"""
PODFILE = """
target 'Boat' do
  pod 'Alamofire', '~> 5.8'
  pod 'Firebase/Auth'
  # pod 'Old'
  pod "RealmSwift"
end
"""
MAIN_TF = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.40" }
    cloudflare = {
      source = "cloudflare/cloudflare"
    }
  }
}
# provider "azurerm" {}
provider "aws" { region = "eu-west-1" }
provider "google" {}
"""
SCHEMA_PRISMA = """
generator client { provider = "prisma-client-js" }
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
"""
PUBSPEC = """
dependencies:
  flutter: {sdk: flutter}
  flutter_bloc: ^9.0.0
dev_dependencies:
  drift: any
"""


@pytest.mark.parametrize(
    ("path", "text", "asked_for"),
    [
        (
            "pyproject.toml",
            PYPROJECT,
            (
                "Django=5.1 psycopg=3.2 tzdata own pytest=8.3~ boto3 ruff~"
                " Flask=3.1 mypy~ hypothesis~ poetry~ uv~"
            ),
        ),
        ("api/requirements.txt", REQUIREMENTS, "numpy=1.26.3 scikit_learn=1.6 torch"),
        ("requirements/test.txt", "moto==5.0", "moto=5.0~"),
        ("setup.py", SETUP_PY, "Celery=5.4 psycopg2 pytest~"),
        ("setup.cfg", SETUP_CFG, "tornado=6 pyyaml black~"),
        ("environment.yml", CONDA, "python=3.12 pytorch=2.5 transformers=4.47.0"),
        ("Pipfile", '[packages]\ndjango = "*"\n[dev-packages]\npytest = "==8.3"\n', "django pytest=8.3~"),
        (
            "package.json",
            PACKAGE_JSON,
            "next=15.1.0 mine react=18.2.0 typescript=5.7~ @types/node=22~ node=22 pnpm=9.15.0~",
        ),
        ("deno.json", '{"imports": {"a": "npm:hono@^4.6", "b": "jsr:@std/fs"}}', "hono=4.6"),
        ("go.mod", GO_MOD, "github.com/jackc/pgx/v5=5.7.1 github.com/gin-gonic/gin=1.10.0"),
        ("Cargo.toml", CARGO, "tokio=1.42 tokio/full axum=0.8 criterion=0.5~ serde=1 redis=0.27"),
        (
            "pom.xml",
            POM,
            (
                "org.springframework.boot:spring-boot-starter-parent=3.4.1"
                " org.postgresql:postgresql=42.7.4 org.mockito:mockito-core~"
            ),
        ),
        (
            "app/build.gradle.kts",
            GRADLE,
            (
                "io.ktor:ktor-server-core=3.0.3 io.kotest:kotest-runner-junit5=5.9.1~"
                " software.amazon.awssdk:bom=2.29.0 org.postgresql:postgresql=42.7.4"
                " org.springframework.boot=3.4.1 com.android.application org.jetbrains.kotlin.jvm"
            ),
        ),
        (
            "gradle/libs.versions.toml",
            CATALOGUE,
            (
                "io.ktor:ktor-client-core=3.0.3 androidx.room:room-runtime=2.6.1"
                " com.squareup.okhttp3:okhttp=4.12.0 org.jetbrains.compose=1.7.1"
            ),
        ),
        ("Gemfile", GEMFILE, "rails=8.0 pg rspec-rails=7.1~ sidekiq rubocop~"),
        ("x.gemspec", 's.add_dependency "rack", ">= 3.1"\n', "rack=3.1"),
        (
            "composer.json",
            '{"require": {"php": ">=8.3", "laravel/framework": "^11.36"}}',
            "laravel/framework=11.36",
        ),
        ("Dockerfile", DOCKERFILE, "nvidia/cuda=12.4.1-base-ubuntu22.04"),
        ("compose.yaml", COMPOSE, "postgres=16 elasticsearch/elasticsearch=8.17.0 rabbitmq"),
        ("src/Api.csproj", CSPROJ, "Microsoft.NET.Sdk.Web Npgsql=9.0.2 xunit=2.9.2"),
        ("mix.exs", MIX, "phoenix=1.7.18 credo=1.7~ mine"),
        ("pubspec.yaml", PUBSPEC, "flutter flutter_bloc=9.0.0 drift~"),
        ("Package.swift", PACKAGE_SWIFT, "vapor/vapor=4.92.1 apple/swift-nio=2.65.0 own/tides"),
        ("ios/Podfile", PODFILE, "Alamofire=5.8 Firebase RealmSwift"),
        ("infra/main.tf", MAIN_TF, "aws=5.40 cloudflare google"),
        ("prisma/schema.prisma", SCHEMA_PRISMA, "postgresql"),
        ("build.sbt", 'libraryDependencies += "dev.zio" %% "zio" % "2.1.14"', "dev.zio:zio=2.1.14"),
    ],
)
def test_a_manifest_says_what_it_asks_for_directly(path: str, text: str, asked_for: str) -> None:
    """`~` stands behind what is for developers alone, `=` before the least version."""

    def said(package: Package) -> str:
        version = f"={package.version}" if package.version else ""
        return f"{package.name}{version}{'~' if package.development else ''}"

    assert " ".join(map(said, packages_in(RepositoryFile(path=path, text=text)))) == asked_for


def test_a_tool_that_came_along_for_the_browser_is_no_skill_of_servers() -> None:
    text = '{"dependencies": {"react-dom": "19"}, "devDependencies": {"@types/node": "22"}}'
    packages = packages_in(RepositoryFile(path="package.json", text=text))
    assert "Node.js" not in {skill for package in packages for skill in skills_of_package(package)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        '{"dependencies": []}',
        '{"dependencies": {"react": {"version": 1}}}',
        "services: [1, 2]",
        "dependencies: {pip: 3}",
        "&a [*a]",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><project>&a;</project>",
        "[" * 100_000,
        "project = 1\ntool = 2",
        "\x00\ufeff",
    ],
)
@pytest.mark.parametrize("path", [*ROOT_MANIFESTS, "requirements.txt", "x.csproj", "docker-compose.yml"])
def test_rubbish_asks_for_nothing_and_harms_nobody(path: str, text: str) -> None:
    packages_in(RepositoryFile(path=path, text=text))


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 200_000,
        " " * 200_000,
        "/*" * 100_000,
        "require (\n" * 20_000,
        "{:a," * 50_000,
        "FROM --a " * 20_000,
        "implementation" + " " * 190_000,
        "'" * 200_000,
        "a: &a [*a,*a]\n" * 10_000,
        "<a>" * 60_000,
        "[[" * 90_000,
    ],
)
@pytest.mark.parametrize("path", ["build.gradle", "go.mod", "mix.exs", "Dockerfile", "Gemfile", "pom.xml"])
def test_no_text_is_long_to_read(path: str, text: str) -> None:
    packages_in(RepositoryFile(path=path, text=text))


@given(path=st.sampled_from(ROOT_MANIFESTS), text=st.text(max_size=200))
def test_reading_a_manifest_never_fails(path: str, text: str) -> None:
    packages_in(RepositoryFile(path=path, text=text))


@pytest.mark.parametrize(
    "path",
    [
        "node_modules/react/package.json",
        "vendor/laravel/composer.json",
        "third_party/lib/go.mod",
        "examples/django/requirements.txt",
        "tests/fixtures/package.json",
        "docs/requirements.txt",
        "apps/web/dist/package.json",
        ".venv/lib/pyproject.toml",
        "{{cookiecutter.name}}/pyproject.toml",
    ],
)
def test_what_others_wrote_and_examples_are_left_out(path: str) -> None:
    assert not is_its_own(path)
    assert manifests_among([path]) == []


def test_manifests_of_the_root_come_first() -> None:
    paths = ["services/api/go.mod", "README.md", "web/package.json", "requirements.txt", "package.json"]
    assert manifests_among(paths) == [
        "package.json",
        "requirements.txt",
        "web/package.json",
        "services/api/go.mod",
    ]
