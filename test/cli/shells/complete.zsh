# Usage: zsh -f complete.zsh SCRIPT LINE. Prints what Tab would offer behind LINE in a zsh that has read SCRIPT, one a line.
# An interactive shell on a terminal of its own: zsh completes nowhere else.
zmodload zsh/zpty || exit 1
zpty shell zsh -f -i
tell() { zpty -w shell "$1" }
tell 'PS1= PS2= RPS1=; unsetopt zle_bracketed_paste beep; stty -echo'
tell "autoload -Uz compinit && compinit -u -D; source ${(q)1}"
# What would be offered is printed on its way; calls that only fill arrays offer nothing.
tell 'compadd() { if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi; typeset -a hits; builtin compadd -A hits "$@"; (( $#hits )) && print -rl -- "hit:"${^hits}; builtin compadd "$@" }'
tell 'offer() { compstate[insert]=; compstate[list]=; print -r -- ""; _main_complete; print -r -- "the end"; compstate[insert]=; compstate[list]= }'
tell 'zle -C offer complete-word offer; bindkey "^I" offer; print ready'
while zpty -r shell line; do [[ $line == *ready* ]] && break; done
zpty -w -n shell "$2"$'\t'
while zpty -r shell line; do
  line=${line%%[$'\r\n']*}
  [[ $line == *"the end"* ]] && break
  [[ $line == hit:* ]] && print -r -- ${line#hit:}
done
zpty -d shell
