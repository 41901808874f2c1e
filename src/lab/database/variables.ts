import { defaultCollation } from './catalog.ts';
import type { Setting } from './sql/scope.ts';

/** The system variables that clients ask for, with the values of a small RDS for MySQL 8.4. */
export function systemVariables(version: string, port: number): Readonly<Record<string, Setting>> {
  return {
    auto_increment_increment: 1,
    auto_increment_offset: 1,
    autocommit: 1,
    character_set_client: 'utf8mb4',
    character_set_connection: 'utf8mb4',
    character_set_database: 'utf8mb4',
    character_set_filesystem: 'binary',
    character_set_results: 'utf8mb4',
    character_set_server: 'utf8mb4',
    character_set_system: 'utf8mb3',
    collation_connection: defaultCollation,
    collation_database: defaultCollation,
    collation_server: defaultCollation,
    default_storage_engine: 'InnoDB',
    event_scheduler: 'OFF',
    foreign_key_checks: 1,
    group_concat_max_len: 1024,
    have_ssl: 'DISABLED',
    hostname: 'lab-database',
    init_connect: '',
    innodb_lock_wait_timeout: 50,
    interactive_timeout: 28800,
    license: 'GPL',
    lock_wait_timeout: 31536000,
    lower_case_table_names: 0,
    max_allowed_packet: 67108864,
    max_connections: 60,
    max_execution_time: 0,
    net_buffer_length: 16384,
    net_read_timeout: 30,
    net_write_timeout: 60,
    performance_schema: 0,
    port,
    protocol_version: 10,
    read_only: 0,
    require_secure_transport: 'OFF',
    session_track_schema: 0,
    socket: '',
    sql_auto_is_null: 0,
    sql_log_bin: 1,
    sql_mode: 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
    sql_notes: 1,
    sql_quote_show_create: 1,
    sql_safe_updates: 0,
    sql_select_limit: '18446744073709551615',
    super_read_only: 0,
    system_time_zone: 'UTC',
    time_zone: 'UTC',
    transaction_isolation: 'REPEATABLE-READ',
    transaction_read_only: 0,
    tx_isolation: 'REPEATABLE-READ',
    unique_checks: 1,
    version,
    version_comment: 'redundant-blog lab database',
    version_compile_machine: 'wasm32',
    version_compile_os: 'lab',
    wait_timeout: 28800,
    warning_count: 0,
    error_count: 0,
  };
}

/** Variables that a session may not change; the others it may, and they mean nothing beyond themselves. */
export const readOnlyVariables: ReadonlySet<string> = new Set(['version', 'version_comment', 'port', 'hostname', 'socket', 'lower_case_table_names', 'protocol_version', 'license', 'have_ssl', 'system_time_zone']);

/** Shown as ON and OFF by SHOW VARIABLES, as 1 and 0 by SELECT. */
export const switches: ReadonlySet<string> = new Set(['autocommit', 'foreign_key_checks', 'performance_schema', 'read_only', 'session_track_schema', 'sql_auto_is_null', 'sql_log_bin', 'sql_notes', 'sql_quote_show_create', 'sql_safe_updates', 'super_read_only', 'transaction_read_only', 'unique_checks']);
