// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/engine_library.h"

#include <cstdlib>
#include <dlfcn.h>

namespace detox {

Result<std::unique_ptr<Engine>> loadEngine(const std::filesystem::path& library, const EngineOptions& options) {
    // In time for the libgomp that the engine brings. Where Qt has brought it before: app/studio/passive_waiting.h.
    ::setenv("OMP_WAIT_POLICY", "passive", 0);
    // Lazily: binding all of libtorch's calls at once takes several times longer, under the loader's lock.
    void* handle = ::dlopen(library.c_str(), RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
    if (handle == nullptr) {
        return Error(ErrorKind::NotFound, std::string("Cannot load the engine: ") + ::dlerror() + ".");
    }
    auto* create = reinterpret_cast<Engine* (*)(const EngineOptions&)>(::dlsym(handle, "createEngine"));
    if (create == nullptr) return notFound(library.string() + " is not Detox Studio's engine.");
    std::unique_ptr<Engine> engine(create(options));
    if (!engine) return Error(ErrorKind::OutOfMemory, "Not enough memory to start the engine.");
    return engine;
}

}  // namespace detox
