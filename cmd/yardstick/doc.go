// Command yardstick holds the engine against public tests and real pages.
//
//	tests, references ─┐
//	                   ├─▶ engine ─▶ pictures, geometry ─▶ compare ─▶ table, expectation lists
//	pages, oracle ─────┘
//
// The tests of this package run the same code under go test and hold the outcome against the
// lists in testdata/suite: an unexpected failure and an unexpected pass both fail until the
// list is written anew with -update. The data itself is not in the repository; it is looked
// for in the folder named by VITRINE_SHARED, else in ../shared beside the module.
package main
