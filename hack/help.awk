# Prints the targets of a Makefile with what the "##" after each says, under the "##@" headings.
BEGIN { FS = ":.*##[ ]*" }
/^##@/ { printf "\n%s\n", substr($0, 5) }
/^[a-z-]+:.*##/ { printf "  make %-16s %s\n", $1, $2 }
END { print "" }
