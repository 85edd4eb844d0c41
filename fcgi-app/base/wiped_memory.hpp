#pragma once

namespace base {

/// As long as one lives, memory that this process gives back is overwritten first: for work whose libraries leave copies
/// of secrets behind, such as parsing a file of them. Covers `delete` and what is made of it (strings, containers).
class WipedMemory {
public:
    WipedMemory();
    WipedMemory(const WipedMemory&) = delete;
    WipedMemory& operator=(const WipedMemory&) = delete;
    ~WipedMemory();
};

} // namespace base
