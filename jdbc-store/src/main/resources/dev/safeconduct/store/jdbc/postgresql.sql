create table safeconduct_entry (
    name varchar(200) collate "C" not null primary key,
    version varchar(36) not null,
    content bytea not null,
    session_hash bytea,
    issuer_hash bytea,
    user_hash bytea,
    server_hash bytea,
    expires_at bigint
);
create index safeconduct_entry_session on safeconduct_entry (session_hash);
create index safeconduct_entry_issuer on safeconduct_entry (issuer_hash);
create index safeconduct_entry_user on safeconduct_entry (user_hash);
create index safeconduct_entry_server on safeconduct_entry (server_hash);
create index safeconduct_entry_expires_at on safeconduct_entry (expires_at);

create table safeconduct_lease (
    name varchar(200) collate "C" not null primary key,
    owner varchar(36) not null,
    ends_at bigint not null,
    room bytea
);
create index safeconduct_lease_ends_at on safeconduct_lease (ends_at);
