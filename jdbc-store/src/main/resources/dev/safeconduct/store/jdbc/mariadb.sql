create table safeconduct_entry (
    name varchar(200) not null primary key,
    version varchar(36) not null,
    content mediumblob not null,
    session_hash binary(32),
    issuer_hash binary(32),
    user_hash binary(32),
    server_hash binary(32),
    expires_at bigint,
    index safeconduct_entry_session (session_hash),
    index safeconduct_entry_issuer (issuer_hash),
    index safeconduct_entry_user (user_hash),
    index safeconduct_entry_server (server_hash),
    index safeconduct_entry_expires_at (expires_at)
) engine = InnoDB character set ascii collate ascii_bin;

create table safeconduct_lease (
    name varchar(200) not null primary key,
    owner varchar(36) not null,
    ends_at bigint not null,
    room mediumblob,
    index safeconduct_lease_ends_at (ends_at)
) engine = InnoDB character set ascii collate ascii_bin;
