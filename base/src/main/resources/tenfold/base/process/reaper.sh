# Ends every session recorded in the file $1 once standard input ends; see Reaper.java.
#
# A line of the file: child <pid> <start> <signal> <grace seconds> <name>. A session gets its
# signal, and KILL after its grace. A pid that now belongs to another process is left alone: its
# start differs. Uses nothing but POSIX, /proc where there is one, else ps.

file=$1
trap '' HUP INT TERM

start_of() {
    if [ -r /proc/self/stat ]; then
        { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 0
        set -- ${line##*) }
        echo "${20}"
    else
        set -- $(ps -o lstart= -p "$1")
        IFS=_
        echo "$*"
    fi
}

# Pids of the living processes whose session or group is $1, and $1, which may not lead one yet.
members() {
    if [ -r /proc/self/stat ]; then
        for stat in /proc/[0-9]*/stat; do
            { read -r line <"$stat"; } 2>/dev/null || continue
            set -- "$1" ${line##*) }
            case $2 in Z | X) continue ;; esac
            if [ "${line%% *}" = "$1" ] || [ "$4" = "$1" ] || [ "$5" = "$1" ]; then echo "${line%% *}"; fi
        done
    else
        ps -axo pid=,pgid=,stat= | while read -r pid group state; do
            case $state in Z*) continue ;; esac
            if [ "$pid" = "$1" ] || [ "$group" = "$1" ]; then echo "$pid"; fi
        done
    fi
}

# One round over the file at $tenths of a second; sets left=1 when somebody still lives.
round() {
    left=0
    while read -r kind pid start signal grace _; do
        [ "$kind" = child ] || continue
        now=$(start_of "$pid")
        [ -z "$now" ] || [ "$now" = "$start" ] || continue
        living=$(members "$pid")
        [ -n "$living" ] || continue
        left=1
        if [ "$tenths" -ge $((grace * 10)) ]; then
            kill -KILL $living 2>/dev/null
        elif [ "$tenths" -eq 0 ]; then
            kill -"$signal" $living 2>/dev/null
        fi
    done <"$file"
}

while read -r _; do :; done
[ -r "$file" ] || exit 0
tenths=0
while round && [ "$left" = 1 ] && [ "$tenths" -lt 1200 ]; do
    sleep 0.1
    tenths=$((tenths + 1))
done
rm -f "$file"
