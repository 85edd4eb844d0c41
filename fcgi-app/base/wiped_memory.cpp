#include "base/wiped_memory.hpp"

#include "base/sanitizer.hpp"

#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <new>
#include <string.h>

namespace {

std::atomic<int> wishes{0};

} // namespace

namespace base {

WipedMemory::WipedMemory()
{
    ++wishes;
}

WipedMemory::~WipedMemory()
{
    --wishes;
}

} // namespace base

// The sanitizers bring their own, which must stay together with their `new`.
#if !defined(ASIOINTI_SANITIZED)

// The library's other forms of `new` and `delete` call these, and its `new` calls malloc().
void operator delete(void* memory) noexcept // NOLINT(cert-dcl54-cpp)
{
    if (memory != nullptr && wishes.load(std::memory_order_relaxed) > 0)
        ::explicit_bzero(memory, ::malloc_usable_size(memory));
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept
{
    ::operator delete(memory);
}

#endif
