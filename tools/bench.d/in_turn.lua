-- For wrk: sends the requests of a file one after the other, again and again.
-- wrk --threads 1 --script in_turn.lua URL -- FILE PAUSE_MS [count]
-- FILE has one request a line, tabs between: the cookies; the form to post, empty for a GET; the client that nginx shall
-- see, empty for this machine.
-- PAUSE_MS  each connection waits so long before a request; 0 for none.
-- count  prints how many answers had which status.

local requests = {}
local last = 0
local only_thread

function setup(thread)
    only_thread = thread
end

local function request_of(line)
    local cookie, form, client = line:match("^(.-)\t(.-)\t(.*)$")
    local headers = { Cookie = cookie }
    if client ~= "" then headers["X-Forwarded-For"] = client end
    for name, value in pairs(wrk.headers) do headers[name] = value end
    if form == "" then return wrk.format("GET", nil, headers) end
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return wrk.format("POST", nil, headers, form)
end

function init(arguments)
    for line in io.lines(arguments[1]) do requests[#requests + 1] = request_of(line) end
    local pause_ms = tonumber(arguments[2])
    if pause_ms > 0 then
        function delay() return pause_ms end
    end
    if arguments[3] == "count" then
        statuses = {}
        function response(status) statuses[status] = (statuses[status] or 0) + 1 end
    end
end

function request()
    last = last % #requests + 1
    return requests[last]
end

function done()
    for status, count in pairs(only_thread:get("statuses") or {}) do
        print(string.format("answer %d: %d", status, count))
    end
end
