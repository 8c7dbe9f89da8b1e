package main

import (
	"sync"

	"vitrine/net/lab"
)

// processLab is the internet of the flag -lab: one for the process, as long as it lives.
var processLab = sync.OnceValues(func() (*lab.Internet, error) { return lab.Start(lab.Demo()) })
