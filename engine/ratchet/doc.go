// Package ratchet serves the tests that hold the engine against public data.
//
//	shared data ──Shared/Lines/Cases──▶ a test ──Check──▶ List ──Finish──▶ the checked-in list of failures
//
// The data is not in the repository: it is looked for in the folder named by VITRINE_SHARED,
// else in ../shared beside the module, and a test whose data is absent says so and is skipped.
// A list names what is known to fail. A failure that it does not name fails the test, and so
// does a case that it names and that passes, until the list is written anew with -update.
//
// Only tests import this package.
package ratchet
