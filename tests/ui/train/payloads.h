// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace detox {

/// Texts a hostile model could write: mark-up, references to files and hosts, terminal escapes, bidi and line marks,
/// broken UTF-8, one endless word.
[[nodiscard]] inline std::vector<std::string> hostilePayloads() {
    std::string nested;
    for (int i = 0; i < 24; ++i) nested += "<table><tr><td>";
    return {"<b>bold</b>",
            "<img src=\"file:///etc/passwd\">",
            "<a href='http://127.0.0.1:9/'>click</a>",
            "<script>alert(1)</script>",
            "<qt><h1>x</h1></qt>",
            "<html><body style='background:url(file:///dev/zero)'>",
            "&lt;b&gt; &amp; &#x41;",
            "</qt><img src=x>",
            nested,
            "\x1b[31mred\x1b[0m",
            "\x1b]52;c;aGk=\x07",
            "\x1b]8;;http://x\x1b\\link",
            "a\rb\nc\x0b d",
            std::string("nul\0inside", 10),
            "\b\b\bover",
            "\u202Eright to left\u202C",
            "\u2066isolate\u2069",
            "line\u2028separator\u2029end",
            "\xff\xfe broken",
            "cut \xf0\x9f\x98",
            std::string(100'000, 'a'),
            "%1 %2 %n {0}",
            "=1+1",
            "e\u0301\u0301\u0301\u0301"};
}

}  // namespace detox
