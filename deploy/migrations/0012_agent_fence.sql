-- Which count of an agent's load is the valid one. An activation raises the epoch before it counts; a commit that gives the agent
-- something names the epoch under which its place was reserved, and fails under any other. So nothing lands that the count missed.

CREATE TABLE agent_fence (
  agent uuid PRIMARY KEY,
  epoch bigint NOT NULL
) WITH (fillfactor = 50);                  -- every assignment locks a row in share mode: room to keep that in its page
