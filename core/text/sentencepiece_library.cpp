// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiece_library.h"

#include <dlfcn.h>

#include "core/util/paths.h"

namespace detox {
namespace {

/// The sanitizers' runtimes refuse RTLD_DEEPBIND.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kOwnSymbolsFirst = 0;
#else
constexpr int kOwnSymbolsFirst = RTLD_DEEPBIND;
#endif

Result<const sentencepiece_plugin::Library*> open() {
    const auto file = shippedLibrary("libdetox_sentencepiece.so");
    void* handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE | kOwnSymbolsFirst);
    if (handle == nullptr) return notFound(std::string("Cannot load sentencepiece: ") + ::dlerror() + ".");
    const auto entry = reinterpret_cast<sentencepiece_plugin::Entry>(::dlsym(handle, "detoxSentencePiece"));
    if (entry == nullptr) return notFound(file.string() + " is not Detox Studio's sentencepiece library.");
    return entry();
}

}  // namespace

Result<const sentencepiece_plugin::Library*> sentencePieceLibrary() {
    static const auto library = open();
    return library;
}

}  // namespace detox
