#include "pool/hashing_channel.hpp"
#include "pool/supervisor.hpp"

#include "child_process.hpp"
#include "events.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <list>
#include <sched.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>

namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using pool::HashingChannel;

/// What hash processes do here: 'B' when it begins, and what the work asks for.
std::string work_of_tests(const Events& events, std::string_view work)
{
    events.tell('B');
    if (work == "throw") throw std::runtime_error{"no memory"};
    if (work == "processor") return "done: " + std::to_string(::sched_getcpu());
    while (work == "for ever") ::pause();
    return "done: " + std::string{work};
}

/// A hash process in its own process. Like all children of a supervisor it finds SIGTERM blocked.
class HashProcess {
public:
    HashProcess(HashingChannel& channel, const Events& events)
        : process_{[&] {
              sigset_t stop;
              sigemptyset(&stop);
              sigaddset(&stop, SIGTERM);
              ::sigprocmask(SIG_BLOCK, &stop, nullptr);
              channel.only_serve();
              events.tell('S');
              try {
                  channel.serve(
                      pool::stop_signal_fd(), [&](std::string_view work) { return work_of_tests(events, work); });
              } catch (const std::runtime_error&) {
                  return 1;
              }
              events.tell('E');
              return 0;
          }}
    {
        BOOST_TEST(events.next('S').has_value());
    }

    void send(int signal) const { process_.send(signal); }
    [[nodiscard]] pid_t pid() const { return process_.pid(); }
    [[nodiscard]] int wait() { return process_.wait(); }

private:
    ChildProcess process_;
};

/// That the next descriptor gets.
int lowest_free()
{
    const int fd = ::dup(STDERR_FILENO);
    ::close(fd);
    return fd;
}

struct Stage {
    Events events;
    int ask_fd = lowest_free(); // of the channel
    HashingChannel channel;

    /// As a worker might that somebody has broken into.
    void send_with_two(std::string_view bytes) const
    {
        std::array<char, CMSG_SPACE(2 * sizeof(int))> control{};
        iovec part{const_cast<char*>(bytes.data()), bytes.size()};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        auto* const header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(2 * sizeof(int));
        const std::array<int, 2> both{STDERR_FILENO, STDERR_FILENO};
        std::memcpy(CMSG_DATA(header), both.data(), sizeof both);
        BOOST_REQUIRE(::sendmsg(ask_fd, &message, 0) > 0);
    }

    [[nodiscard]] std::optional<std::string> ask(std::string_view work) { return channel.ask(0, work).result; }
};

cpu_set_t processors()
{
    cpu_set_t allowed;
    BOOST_REQUIRE(::sched_getaffinity(0, sizeof allowed, &allowed) == 0);
    return allowed;
}

int first_of(const cpu_set_t& processors)
{
    int cpu = 0;
    while (CPU_ISSET(cpu, &processors) == 0) ++cpu;
    return cpu;
}

boost::test_tools::assertion_result has_processors_to_choose_from(boost::unit_test::test_unit_id)
{
    const auto all = processors();
    return CPU_COUNT(&all) > 1;
}

} // namespace

BOOST_AUTO_TEST_SUITE(hashing_channel)

BOOST_AUTO_TEST_CASE(a_hash_process_does_the_work_and_its_result_comes_back)
{
    Stage stage;
    const HashProcess process{stage.channel, stage.events};
    for (const auto& work : {"salasana"s, ""s, "\0\xff\n"s}) {
        BOOST_TEST((stage.ask(work) == "done: " + work));
        BOOST_TEST(stage.events.next('B').value().pid == process.pid());
    }
}

BOOST_AUTO_TEST_CASE(work_that_is_as_large_as_may_be_arrives_and_larger_work_is_not_taken)
{
    Stage stage;
    const HashProcess process{stage.channel, stage.events};
    // Its result does not fit into an answer, so what is seen is that it was begun.
    (void)stage.ask(std::string(HashingChannel::most_bytes, 'x'));
    BOOST_TEST(stage.events.next('B').has_value());
    BOOST_TEST(!stage.ask(std::string(HashingChannel::most_bytes + 1, 'x')));
    BOOST_TEST((stage.ask("after it") == "done: after it"));
}

BOOST_AUTO_TEST_CASE(work_waits_for_a_hash_process_that_is_about_to_start)
{
    Stage stage;
    ChildProcess asking{[&] { return stage.ask("early") == "done: early" ? 0 : 1; }};
    const HashProcess process{stage.channel, stage.events};
    BOOST_TEST(asking.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_pool_without_hash_processes_makes_nobody_wait_twice)
{
    Stage stage;
    BOOST_TEST(stage.channel.ask(0, "x").cause == "no hash process has begun in time");
    BOOST_TEST(stage.channel.ask(0, "x").cause == "no hash process has begun a moment ago");
    Stage other;
    other.channel.only_ask(); // nobody has the other end any more
    BOOST_TEST(other.channel.ask(0, "x").cause == "no work can be handed over");
}

BOOST_AUTO_TEST_CASE(without_a_descriptor_left_there_is_no_result_and_no_failure)
{
    Stage stage;
    const HashProcess process{stage.channel, stage.events};
    BOOST_TEST(stage.ask("are you there").has_value());
    ChildProcess without{[&] {
        const rlimit none{0, 0};
        ::setrlimit(RLIMIT_NOFILE, &none);
        return stage.channel.ask(0, "x").cause == "no work can be handed over" ? 0 : 1;
    }};
    BOOST_TEST(without.wait() == 0);
}

BOOST_AUTO_TEST_CASE(work_that_nobody_waits_for_any_more_is_not_done)
{
    Stage stage;
    ChildProcess impatient{[&] { return stage.ask("given up") ? 1 : 0; }}; // the other worker does not know of it
    BOOST_TEST(impatient.wait() == 0);
    const HashProcess process{stage.channel, stage.events};
    BOOST_TEST((stage.ask("asked later") == "done: asked later"));
    BOOST_TEST(stage.events.next('B').has_value()); // of the later one
    process.send(SIGTERM);
    BOOST_TEST(stage.events.next().value().what == 'E'); // and not begun with the other
}

BOOST_AUTO_TEST_CASE(a_hash_process_that_is_killed_at_work_leaves_nobody_waiting_and_its_successor_goes_on)
{
    Stage stage;
    {
        const HashProcess process{stage.channel, stage.events};
        std::thread killer{[&] {
            BOOST_TEST(stage.events.next('B').has_value());
            process.send(SIGKILL);
        }};
        BOOST_TEST(!stage.ask("for ever"));
        killer.join();
    }
    const HashProcess successor{stage.channel, stage.events};
    BOOST_TEST((stage.ask("again") == "done: again"));
}

BOOST_AUTO_TEST_CASE(work_that_fails_is_not_answered_and_the_next_is_done)
{
    Stage stage;
    const HashProcess process{stage.channel, stage.events};
    BOOST_TEST(!stage.ask("throw"));
    BOOST_TEST((stage.ask("next") == "done: next"));
}

BOOST_AUTO_TEST_CASE(many_ask_at_once_and_each_gets_its_own_result)
{
    Stage stage;
    const HashProcess one{stage.channel, stage.events};
    const HashProcess other{stage.channel, stage.events};
    std::list<ChildProcess> crowd;
    for (int who = 0; who < 4; ++who)
        crowd.emplace_back([&, who] {
            int wrong = 0;
            for (int i = 0; i < 50; ++i) {
                const auto work = std::to_string(who) + "/" + std::to_string(i);
                if (stage.ask(work) != "done: " + work) ++wrong;
            }
            return wrong;
        });
    for (auto& each : crowd) BOOST_TEST(each.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_hash_process_ends_when_it_is_to_stop_and_fails_when_nobody_can_ask_any_more)
{
    Stage stage;
    HashProcess obedient{stage.channel, stage.events};
    BOOST_TEST(stage.ask("are you there").has_value());
    obedient.send(SIGTERM);
    BOOST_TEST(obedient.wait() == 0);

    HashProcess left_alone{stage.channel, stage.events};
    BOOST_TEST(stage.ask("are you there").has_value());
    stage.channel.leave();
    const int status = left_alone.wait();
    BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 1));
}

BOOST_AUTO_TEST_CASE(a_worker_that_sends_two_descriptors_at_a_time_fills_no_hash_process)
{
    Stage stage;
    const HashProcess process{stage.channel, stage.events};
    BOOST_TEST(stage.ask("are you there").has_value());
    const auto open_in_it = [&] {
        const auto folder = "/proc/" + std::to_string(process.pid()) + "/fd";
        return std::distance(std::filesystem::directory_iterator{folder}, std::filesystem::directory_iterator{});
    };
    const auto before = open_in_it();
    for (int i = 0; i < 20; ++i) stage.send_with_two("more");
    BOOST_TEST(stage.ask("still there").has_value());
    BOOST_TEST(open_in_it() <= before + 1); // it may still have the last answer open
}

// The scheduler may take it elsewhere at any moment, but it does so seldom.
BOOST_AUTO_TEST_CASE(
    the_hashes_of_a_slot_begin_on_one_processor, *boost::unit_test::precondition(has_processors_to_choose_from))
{
    Stage stage;
    const HashProcess process{stage.channel, stage.events};
    const auto all = processors();
    const auto first = "done: " + std::to_string(first_of(all));
    const auto of_the_first = static_cast<unsigned>(CPU_COUNT(&all)) - 1; // slot 0 is at home on the last one
    int at_home = 0;
    for (int i = 0; i < 20; ++i) {
        at_home += stage.channel.ask(of_the_first, "processor").result == first ? 1 : 0;
        at_home += stage.channel.ask(0, "processor").result != first ? 1 : 0;
    }
    BOOST_TEST(at_home > 30);
}

BOOST_AUTO_TEST_CASE(a_hash_process_may_go_on_where_there_is_room)
{
    Stage stage;
    const HashProcess process{stage.channel, stage.events};
    BOOST_TEST(stage.ask("processor").has_value());
    const auto mine = processors();
    cpu_set_t its_own;
    BOOST_REQUIRE(::sched_getaffinity(process.pid(), sizeof its_own, &its_own) == 0);
    BOOST_TEST(CPU_EQUAL(&mine, &its_own));
}

BOOST_AUTO_TEST_SUITE_END()
