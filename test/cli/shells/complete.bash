# Usage: bash complete.bash SCRIPT LINE. Prints what Tab would offer behind LINE, as bash itself calls the function: the words
# parted at blanks and at equals signs.
source "$1"
read -ra COMP_WORDS <<<"${2//=/ = }"
case $2 in *[\ =]) if [[ $2 == *\  ]]; then COMP_WORDS+=(''); fi ;; esac
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_rollcall
printf '%s\n' "${COMPREPLY[@]}"
