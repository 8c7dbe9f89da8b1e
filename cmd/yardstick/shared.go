package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// moduleRoot returns the folder of go.mod, walking up from the working directory.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod above the working directory")
		}
		dir = up
	}
}

// sharedDir returns the folder of one yardstick, or an error that says where it was looked for.
func sharedDir(name string) (string, error) {
	base := os.Getenv("VITRINE_SHARED")
	if base == "" {
		root, err := moduleRoot()
		if err != nil {
			return "", err
		}
		base = filepath.Join(root, "..", "shared")
	}
	dir := filepath.Join(base, name)
	if _, err := os.Stat(dir); err != nil {
		return "", fmt.Errorf("yardstick %q is absent: set VITRINE_SHARED (%w)", name, err)
	}
	return dir, nil
}
