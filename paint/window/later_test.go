package window

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// What Ebiten prepares for windows takes longer than all the rest of a process's start.
func TestEbitenStartsLater(t *testing.T) {
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
	began := regexp.MustCompile(`(?m)^init (\S+) @`).FindAllStringSubmatch(string(out), -1)
	if len(began) == 0 {
		t.Fatalf("no package was initialized:\n%s", out)
	}
	for i, b := range began {
		began[i] = b[1:]
		for _, off := range []string{"atlas", "builtinshader", "colormshader", "gamepaddb", "legacyshader"} {
			if b[1] == "github.com/hajimehoshi/ebiten/v2/internal/"+off {
				t.Errorf("%s was initialized while the process started", b[1])
			}
		}
	}
	if all := strings.Join(strings.Fields(string(out)), " "); !strings.Contains(all, "init ebiten.first/later") {
		t.Error("package later was not initialized")
	}
}
