-- What Orleans' ADO.NET providers (10.4.2) need for clustering and grain storage. They read their statements by key from the table OrleansQuery and know
-- nothing else of this schema: parameter names, result columns and "one row, one value" are the contract, the tables behind it are ours.
-- Reminders have no tables here: deadlines stand in an index of their own. PostgreSQL 15 or later; running it twice changes nothing.

CREATE TABLE IF NOT EXISTS orleansquery (
  querykey text PRIMARY KEY,
  querytext text NOT NULL
);

-- One row per cluster: its version is the compare-and-swap that orders every change of membership.
CREATE TABLE IF NOT EXISTS orleans_cluster (
  deployment_id text PRIMARY KEY,
  version int NOT NULL DEFAULT 0,
  changed_at timestamptz NOT NULL DEFAULT now()
);

-- timestamptz throughout: the providers send UTC instants, which a column without a zone would shift by the server's own (dotnet/orleans#7501).
-- A fill factor leaves room on the page, so that the heartbeat of every silo each few seconds stays a heap-only update.
CREATE TABLE IF NOT EXISTS orleans_silo (
  deployment_id text NOT NULL REFERENCES orleans_cluster ON DELETE CASCADE,
  address text NOT NULL,
  port int NOT NULL,
  generation int NOT NULL,
  silo_name text NOT NULL,
  host_name text NOT NULL,
  status int NOT NULL,
  proxy_port int,
  suspect_times text,
  start_time timestamptz NOT NULL,
  i_am_alive_time timestamptz NOT NULL,
  PRIMARY KEY (deployment_id, address, port, generation)
) WITH (fillfactor = 50);

-- Grain state, keyed by the grain's key and the state's name (not its class: state names must be unique). Grains with a string key leave both numbers 0.
-- The hashes the providers offer are not stored: the primary key covers the whole identity.
CREATE TABLE IF NOT EXISTS orleans_grain_state (
  service_id text NOT NULL,
  state_name text NOT NULL,
  key_n0 bigint NOT NULL,
  key_n1 bigint NOT NULL,
  key_text text NOT NULL,
  version int NOT NULL,
  modified_at timestamptz NOT NULL,
  payload bytea,
  PRIMARY KEY (key_text, key_n0, key_n1, state_name, service_id)
) WITH (fillfactor = 70);

INSERT INTO orleansquery (querykey, querytext) VALUES

-- Clustering ------------------------------------------------------------------------------------------------------------------------------------------

('InsertMembershipVersionKey', $sql$
WITH added AS (
  INSERT INTO orleans_cluster (deployment_id) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1
)
SELECT EXISTS (SELECT FROM added)
$sql$),

-- The version row is locked first; whoever waited for it finds another version and changes nothing.
('InsertMembershipKey', $sql$
WITH turn AS (
  UPDATE orleans_cluster SET version = version + 1, changed_at = now()
  WHERE deployment_id = @DeploymentId AND version = @Version
    AND NOT EXISTS (
      SELECT FROM orleans_silo
      WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
  RETURNING deployment_id
), added AS (
  INSERT INTO orleans_silo (deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive_time)
  SELECT deployment_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM turn
  RETURNING 1
)
SELECT EXISTS (SELECT FROM added)
$sql$),

('UpdateMembershipKey', $sql$
WITH turn AS (
  UPDATE orleans_cluster SET version = version + 1, changed_at = now()
  WHERE deployment_id = @DeploymentId AND version = @Version
    AND EXISTS (
      SELECT FROM orleans_silo
      WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
  RETURNING deployment_id
), changed AS (
  UPDATE orleans_silo s
  SET status = @Status, suspect_times = @SuspectTimes, i_am_alive_time = greatest(s.i_am_alive_time, @IAmAliveTime)
  FROM turn
  WHERE s.deployment_id = turn.deployment_id AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
  RETURNING 1
)
SELECT EXISTS (SELECT FROM changed)
$sql$),

('UpdateIAmAlivetimeKey', $sql$
UPDATE orleans_silo SET i_am_alive_time = greatest(i_am_alive_time, @IAmAliveTime)
WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$sql$),

-- Left joins: a cluster without members still has to answer with its version.
('MembershipReadAllKey', $sql$
SELECT s.address AS Address, s.port AS Port, s.generation AS Generation, s.silo_name AS SiloName, s.host_name AS HostName, s.status AS Status,
  s.proxy_port AS ProxyPort, s.suspect_times AS SuspectTimes, s.start_time AS StartTime, s.i_am_alive_time AS IAmAliveTime, c.version AS Version
FROM orleans_cluster c
LEFT JOIN orleans_silo s ON s.deployment_id = c.deployment_id
WHERE c.deployment_id = @DeploymentId
$sql$),

('MembershipReadRowKey', $sql$
SELECT s.address AS Address, s.port AS Port, s.generation AS Generation, s.silo_name AS SiloName, s.host_name AS HostName, s.status AS Status,
  s.proxy_port AS ProxyPort, s.suspect_times AS SuspectTimes, s.start_time AS StartTime, s.i_am_alive_time AS IAmAliveTime, c.version AS Version
FROM orleans_cluster c
LEFT JOIN orleans_silo s
  ON s.deployment_id = c.deployment_id AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
WHERE c.deployment_id = @DeploymentId
$sql$),

('GatewaysQueryKey', $sql$
SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation
FROM orleans_silo
WHERE deployment_id = @DeploymentId AND status = @Status AND proxy_port > 0
$sql$),

('DeleteMembershipTableEntriesKey', $sql$
DELETE FROM orleans_cluster WHERE deployment_id = @DeploymentId
$sql$),

-- Status 6 is Dead.
('CleanupDefunctSiloEntriesKey', $sql$
DELETE FROM orleans_silo
WHERE deployment_id = @DeploymentId AND status = 6 AND i_am_alive_time < @IAmAliveTime AND start_time < @IAmAliveTime
$sql$),

('CleanupDefunctSiloEntryKey', $sql$
DELETE FROM orleans_silo
WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND status = 6
  AND start_time = @StartTime AND i_am_alive_time = @IAmAliveTime AND coalesce(suspect_times, '') = coalesce(@SuspectTimes, '')
$sql$),

-- Grain storage ---------------------------------------------------------------------------------------------------------------------------------------

-- Answers with the new version, or with the old one when somebody else has written: the provider takes an unchanged version for a conflict.
('WriteToStorageKey', $sql$
WITH changed AS (
  UPDATE orleans_grain_state SET payload = @PayloadBinary, version = version + 1, modified_at = now()
  WHERE key_text = coalesce(@GrainIdExtensionString, '') AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1
    AND state_name = @GrainTypeString AND service_id = @ServiceId AND version = @GrainStateVersion::int
  RETURNING version
), added AS (
  INSERT INTO orleans_grain_state (service_id, state_name, key_n0, key_n1, key_text, version, modified_at, payload)
  SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), 1, now(), @PayloadBinary
  WHERE @GrainStateVersion::int IS NULL
  ON CONFLICT DO NOTHING
  RETURNING version
)
SELECT coalesce((SELECT version FROM changed), (SELECT version FROM added), @GrainStateVersion::int) AS NewGrainStateVersion
$sql$),

('ReadFromStorageKey', $sql$
SELECT payload AS PayloadBinary, version AS Version
FROM orleans_grain_state
WHERE key_text = coalesce(@GrainIdExtensionString, '') AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1
  AND state_name = @GrainTypeString AND service_id = @ServiceId
$sql$),

('ClearStorageKey', $sql$
UPDATE orleans_grain_state SET payload = NULL, version = version + 1, modified_at = now()
WHERE key_text = coalesce(@GrainIdExtensionString, '') AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1
  AND state_name = @GrainTypeString AND service_id = @ServiceId AND version = @GrainStateVersion::int
RETURNING version AS NewGrainStateVersion
$sql$),

('DeleteStorageKey', $sql$
DELETE FROM orleans_grain_state
WHERE key_text = coalesce(@GrainIdExtensionString, '') AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1
  AND state_name = @GrainTypeString AND service_id = @ServiceId AND version = @GrainStateVersion::int
RETURNING version + 1 AS NewGrainStateVersion
$sql$)

ON CONFLICT (querykey) DO UPDATE SET querytext = excluded.querytext WHERE orleansquery.querytext <> excluded.querytext;
