#pragma once

#include <optional>
#include <string>
#include <vector>

namespace admin {

/// The incoming side of a Maildir: mail servers put complete messages into new/, readers move them to cur/.
class Maildir {
public:
    /// Throws std::runtime_error when there is no new/ and cur/ in the directory.
    explicit Maildir(std::string directory);

    /// The names in new/, the oldest first.
    [[nodiscard]] std::vector<std::string> arrived() const;

    /// The first `most` bytes of one of them; nullopt when it is no plain file that we may read, or is gone.
    [[nodiscard]] std::optional<std::string> read(const std::string& name, std::size_t most) const;

    /// Moves it to cur/ as seen.
    void keep_as_seen(const std::string& name) const;

private:
    std::string directory_;
};

/// The first `most` bytes that a descriptor gives; the rest is read and forgotten, so that whoever writes is not refused.
[[nodiscard]] std::string read_all(int descriptor, std::size_t most);

} // namespace admin
