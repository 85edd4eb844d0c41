#include "pool/shared_memory.hpp"

#include <cerrno>
#include <new>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace pool {
namespace {

/// Robust: when a process dies that holds it, the next one gets it. Process-shared: it lies in mapped memory.
void make_mutex(pthread_mutex_t* mutex)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    const int error = pthread_mutex_init(mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
    if (error != 0) throw std::system_error{error, std::generic_category(), "pthread_mutex_init"};
}

void unmap(Shared* shared)
{
    if (shared->mail_event >= 0) ::close(shared->mail_event);
    // No destructors: other processes may still use their mapping, which lives on.
    ::munmap(shared, sizeof(Shared));
}

} // namespace

std::shared_ptr<Shared> map_shared()
{
    void* memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::system_error{errno, std::generic_category(), "mmap"};
    std::shared_ptr<Shared> shared{new (memory) Shared, unmap};
    for (auto& slot : shared->slots) make_mutex(&slot);       // NOLINT(cert-fio38-c): no copy
    for (auto& lookup : shared->lookups) make_mutex(&lookup); // NOLINT(cert-fio38-c): no copy
    make_mutex(&shared->queue);
    make_mutex(&shared->ended.writing);
    shared->mail_event = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (shared->mail_event < 0) throw std::system_error{errno, std::generic_category(), "eventfd"};
    return shared;
}

void announce_mail(const Shared& shared)
{
    // The only failure that can happen is a full counter, and then the background process is awake anyway.
    [[maybe_unused]] const int result = ::eventfd_write(shared.mail_event, 1);
}

} // namespace pool
