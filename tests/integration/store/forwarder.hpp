#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

/// Stands between a client and the server on unix sockets, and cuts the connection at its COMMIT.
class Forwarder {
public:
    enum class AtCommit {
        pass,
        cut_before, ///< the server never hears of it
        cut_after,  ///< the server has committed; the client never hears of it
        hold,       ///< the client is cut at once; the server hears of it at release()
    };

    explicit Forwarder(std::string server_socket);
    Forwarder(const Forwarder&) = delete;
    Forwarder& operator=(const Forwarder&) = delete;
    ~Forwarder();

    [[nodiscard]] const std::string& socket() const { return socket_; }

    /// What happens to the next COMMIT; those behind it pass.
    void at_next_commit(AtCommit what) { next_ = what; }

    /// Cuts every connection that there is now.
    void cut_all() { cut_all_ = true; }

    /// Sends the COMMIT that is held back.
    void release() { released_ = true; }

private:
    struct Pair {
        int client;
        int server;
        std::string held; ///< the COMMIT of a client that was cut
    };

    void serve(const std::stop_token& stopped);
    void accept_one();
    [[nodiscard]] bool forward_from_client(Pair& pair);
    [[nodiscard]] bool forward_held(Pair& pair);
    [[nodiscard]] bool serve_pair(Pair& pair, short client_events, short server_events);

    std::string server_socket_;
    std::string socket_;
    int listener_ = -1;
    std::atomic<AtCommit> next_{AtCommit::pass};
    std::atomic<bool> cut_all_{false};
    std::atomic<bool> released_{false};
    std::vector<Pair> pairs_;
    std::jthread thread_; // last: it uses the others
};
