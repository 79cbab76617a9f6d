// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/sentencepiece_plugin.h"
#include "core/util/result.h"

namespace detox {

/// sentencepiece, opened on first use from libdetox_sentencepiece.so beside the engine; it stays for the life of the
/// process. Thread-safe.
[[nodiscard]] Result<const sentencepiece_plugin::Library*> sentencePieceLibrary();

}  // namespace detox
