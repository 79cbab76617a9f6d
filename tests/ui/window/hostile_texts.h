// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace detox {

/// What a hostile model or file name could contain; nothing of it may be interpreted.
[[nodiscard]] inline QStringList hostileTexts() {
    QStringList texts{
        QStringLiteral("<b>bold</b>"),
        QStringLiteral("<h1>title</h1>"),
        QStringLiteral("<img src='file:///etc/hostname'>"),
        QStringLiteral("<img src=\"http://127.0.0.1:9/x.png\">"),
        QStringLiteral("<a href='file:///etc'>click</a>"),
        QStringLiteral("<a href=\"javascript:alert(1)\">x</a>"),
        QStringLiteral("<script>alert(1)</script>"),
        QStringLiteral("<style>body{color:red}</style>"),
        QStringLiteral("<table><tr><td>cell</td></tr></table>"),
        QStringLiteral("<html><head></head><body>page</body></html>"),
        QStringLiteral("<!DOCTYPE html><p>x"),
        QStringLiteral("<qt>rich</qt>"),
        QStringLiteral("<p style='font-size:900px'>huge</p>"),
        QStringLiteral("<font color=white size=7>ghost</font>"),
        QStringLiteral("<br/><hr/><ul><li>x"),
        QStringLiteral("&lt;b&gt; &amp; &#65; &nbsp;"),
        QStringLiteral("<?xml version='1.0'?><x/>"),
        QStringLiteral("<![CDATA[x]]>"),
        QStringLiteral("<svg onload=alert(1)>"),
        QStringLiteral("<object data='file:///dev/zero'></object>"),
        QStringLiteral("# heading\n* item\n[link](file:///etc)"),
        QStringLiteral("![image](file:///etc/hostname)"),
        QStringLiteral("**bold** `code`"),
        QStringLiteral("%1 %2 %n %s %x %%"),
        QStringLiteral("\\n \\u0041 $(ls) `ls` ${HOME}"),
        QStringLiteral("tab\tand\ttabs"),
        QStringLiteral("one\rtwo\r\nthree"),
        QStringLiteral("\u001b[31mred\u001b[0m"),
        QStringLiteral("\u0007bell\u0008back"),
        QStringLiteral("\u202eright to left\u202c"),
        QStringLiteral("\u2066isolate\u2069"),
        QStringLiteral("line\u2028paragraph\u2029end"),
        QStringLiteral("שלום עולם مرحبا بالعالم"),
        QStringLiteral("日本語の文章と中文"),
        QStringLiteral("👩\u200d👩\u200d👧\u200d👦 🏳\ufe0f\u200d🌈"),
        QStringLiteral("\ufeffbom \u200bzero\u200dwidth"),
        QStringLiteral("\ufffd replacement"),
        QStringLiteral("'; DROP TABLE runs; --"),
        QStringLiteral("=HYPERLINK(\"http://x\")"),
        QStringLiteral("{\"json\": [1, 2, {}]}"),
        QStringLiteral("   leading and trailing   "),
        QStringLiteral("&Mnemonic && &more"),
    };
    texts << QString(QChar(0)) + QStringLiteral("after a null");
    texts << QStringLiteral("z") + QString(1500, QChar(0x0301));
    texts << QString(QChar(0xD800)) + QStringLiteral("lone surrogate");
    return texts;
}

}  // namespace detox
