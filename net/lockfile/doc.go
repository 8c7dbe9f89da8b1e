// Package lockfile lets processes that share files take turns.
//
//	Lock(file.lock) ──▶ read, change, Replace(file) ──▶ unlock
//
// The files themselves are replaced by renaming and are whole at any moment; the lock only keeps
// two processes from overwriting each other's changes.
package lockfile
