#pragma once

/// Which processor a hash begins on. The memory of a hash is new each time and given back after it: on another processor than
/// the hash before it, the kernel empties cold pages instead of those that it has just got back, and the hash computes outside
/// of the caches, which costs a fifth of it where processors share none (docs/performance.md, "One processor for each slot").
namespace pool {

/// Moves this process to the processor that all hashes of this slot begin on, of those that it may use: the last one for slot
/// 0, the one before it for slot 1, and so on in a circle. The scheduler may take it elsewhere from there, as when others want
/// that processor. Nothing happens where it cannot be moved.
void begin_at_home_of(unsigned slot) noexcept;

} // namespace pool
