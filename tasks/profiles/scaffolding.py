"""Code that a tool lays out with every new project: nobody's skill, however much of a small one it is."""

import re
from collections.abc import Collection

_LAID_OUT = re.compile(
    r"(?:^|/)(?:"
    r"windows/runner/(?:flutter_window|main|utils|win32_window|resource)\.(?:cpp|h)"
    r"|linux/(?:runner/)?(?:main|my_application)\.(?:cc|h)"
    r"|(?:windows|linux)/(?:[\w/]+/)?CMakeLists\.txt"
    r"|(?:ios|macos)/Runner(?:Tests)?/(?:AppDelegate|SceneDelegate|MainFlutterWindow|RunnerTests|main)\.(?:swift|[mh])"
    r"|ios/Runner/Runner-Bridging-Header\.h"
    r"|android/app/src/main/(?:kotlin|java)/[\w/]+/MainActivity\.(?:kt|java)"
    r"|web/index\.html"
    r"|[\w/]*generated_?plugin(?:s|_?registrant)\.(?:cmake|cc|h|m|swift|java)"
    r")$",
    re.IGNORECASE,
)
"""What `flutter create` makes around an app's own Dart."""

_MADE_BY_FLUTTER = "pubspec.yaml"
_ENDINGS = {
    "C": (".c", ".h"),
    "C++": (".cpp", ".cc", ".cxx", ".hpp", ".h"),
    "CMake": (".cmake", "cmakelists.txt"),
    "HTML": (".html", ".htm"),
    "Java": (".java",),
    "Kotlin": (".kt", ".kts"),
    "Objective-C": (".m", ".h"),
    "Swift": (".swift",),
}


def is_laid_out(language: str, paths: Collection[str]) -> bool:
    """Whether all files of a language, as GitHub names it, are such code; not if there are none to see.

    Args:
        language: Of those that tools lay out; of any other it is never said.
        paths: Of all files of the repository.
    """
    endings = _ENDINGS.get(language, ())
    if not endings or not any(path.endswith(_MADE_BY_FLUTTER) for path in paths):
        return False
    written_in_it = [path for path in paths if path.lower().endswith(endings)]
    return bool(written_in_it) and all(map(_LAID_OUT.search, written_in_it))
