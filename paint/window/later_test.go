package window

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// What Ebiten prepares for windows takes longer than all the rest of a process's start.
func TestLater(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	began := " " + strings.Join(strings.Fields(string(out)), " ") + " "
	if !strings.Contains(began, " init before.libraries/later ") {
		t.Fatalf("package later was not initialized:\n%s", out)
	}
	const ebiten = "github.com/hajimehoshi/ebiten/v2/"
	for _, off := range []string{ebiten + "internal/atlas", ebiten + "internal/builtinshader", ebiten + "internal/colormshader",
		ebiten + "internal/gamepaddb", ebiten + "internal/legacyshader", ebiten + "internal/ui", "github.com/atotto/clipboard"} {
		if strings.Contains(began, " init "+off+" ") {
			t.Errorf("%s was initialized while the process started", off)
		}
	}
}
