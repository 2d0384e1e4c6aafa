-- Every list reads the rows that it shows and no others, however many conversations there are.

-- What waits in a store without an agent, newest first; the queue's own index is by team.
CREATE INDEX conversation_unassigned ON conversation (store, id) WHERE assignee IS NULL AND status = 0;

-- An agent's conversations, each status apart: what is theirs to answer is counted without reading what waits on buyers, and what is
-- resolved can be listed too. A node of the version before lists by its first column while it still runs.
CREATE INDEX conversation_agent ON conversation (assignee, status, id) WHERE assignee IS NOT NULL;
DROP INDEX conversation_assignee;
