# A PostgreSQL cluster and a Redis of our own, gone when the script ends: sourced.

start_real_servers() {
  real_dir="$(mktemp -d)"
  trap stop_real_servers EXIT
  trap 'exit 130' INT TERM
  say "启动一次性的 PostgreSQL 和 Redis（${real_dir}）"
  as_postgres=()
  if [ "$(id -u)" -eq 0 ]; then  # initdb refuses root
    as_postgres=(runuser -u postgres --)
    chown postgres "$real_dir"
  fi
  local bin port
  bin="$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)"
  pg_ctl="$bin/pg_ctl"
  port="$(free_port)"
  (
    cd "$real_dir"  # the postgres user may not read where we stand
    "${as_postgres[@]}" "$bin/initdb" -D "$real_dir/pg" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$real_dir/initdb.log" 2>&1
    "${as_postgres[@]}" "$pg_ctl" -D "$real_dir/pg" -s -w -l "$real_dir/pg.log" \
      -o "-p $port -k $real_dir -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c synchronous_commit=off" start
  ) || { cat "$real_dir"/*.log >&2; fail "PostgreSQL 没有启动。"; }
  export DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres" SECRET_KEY=only-for-tests
  port="$(free_port)"
  redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$real_dir" >"$real_dir/redis.log" 2>&1 </dev/null &
  redis_pid=$!
  export REDIS_URL="redis://127.0.0.1:$port/0"
  local try
  for try in $(seq 50); do
    redis-cli -p "$port" ping >/dev/null 2>&1 && return
    sleep 0.1
  done
  fail "Redis 没有启动。"
}

stop_real_servers() {
  local status=$?
  set +e  # what is already gone must not keep the rest alive
  [ -n "${redis_pid:-}" ] && kill "$redis_pid" 2>/dev/null && wait "$redis_pid" 2>/dev/null
  [ -f "$real_dir/pg/postmaster.pid" ] && (cd / && "${as_postgres[@]}" "$pg_ctl" -D "$real_dir/pg" -s -m immediate stop)
  rm -rf "$real_dir"
  exit "$status"
}
