import pytest

from tasks.profiles.scaffolding import is_laid_out

LAID_OUT = """
    pubspec.yaml lib/main.dart windows/runner/main.cpp windows/runner/win32_window.h windows/CMakeLists.txt
    windows/flutter/CMakeLists.txt windows/flutter/generated_plugin_registrant.cc linux/my_application.cc
    linux/flutter/generated_plugins.cmake ios/Runner/AppDelegate.swift ios/Runner/GeneratedPluginRegistrant.m
    android/app/src/main/kotlin/org/pond/MainActivity.kt web/index.html
"""
APP = LAID_OUT.split()


@pytest.mark.parametrize("language", ["C++", "CMake", "Swift", "Kotlin", "HTML"])
def test_what_is_laid_out_around_an_app_is_nobodys_work(language: str) -> None:
    assert is_laid_out(language, APP)


@pytest.mark.parametrize(
    ("language", "path"),
    [
        ("C++", "src/engine.cpp"),
        ("Swift", "ios/Runner/Sensors.swift"),
        ("Kotlin", "android/app/src/main/S.kt"),
    ],
)
def test_one_file_of_ones_own_is_work(language: str, path: str) -> None:
    assert not is_laid_out(language, [*APP, path])


def test_nothing_is_said_of_a_language_whose_files_nobody_sees() -> None:
    assert not is_laid_out("Java", APP)
    assert not is_laid_out("Dart", APP)
    assert not is_laid_out("C++", [])
    assert not is_laid_out("HTML", ["web/index.html"])
