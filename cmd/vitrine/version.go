package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"vitrine/net/fetch"
)

var versionCommand = command{name: "version", args: "", short: "say which build this is",
	long: `Prints the name and version that servers see, the commit that the program was built from, when
Go knows it, and the version of Go and the system.`}

func init() { versionCommand.run = runVersion }

func runVersion(_ context.Context, sio stdio, args []string) error {
	args, err := parseFlags(newFlags(versionCommand, sio), args)
	if err != nil {
		return err
	}
	if len(args) != 0 {
		return usagef("takes no arguments")
	}
	built := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		built = commitOf(info.Settings)
	}
	_, err = fmt.Fprintf(sio.out, "%s%s %s %s/%s\n", fetch.Product, built, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// commitOf returns the commit that a program was built from, as " abcdef012345" with a "+" when
// files were changed since; "" when it is not known.
func commitOf(settings []debug.BuildSetting) (s string) {
	const digits = 12
	changed := ""
	for _, x := range settings {
		switch x.Key {
		case "vcs.revision":
			s = " " + x.Value[:min(len(x.Value), digits)]
		case "vcs.modified":
			if x.Value == "true" {
				changed = "+"
			}
		}
	}
	if s == "" {
		return ""
	}
	return s + changed
}
