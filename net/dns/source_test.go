package dns

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// forbidden names what would resolve names, or fetch, behind our back: package → identifiers.
// "*" forbids importing the package at all.
var forbidden = map[string][]string{
	"net": {
		"Resolver", "DefaultResolver", "LookupHost", "LookupIP", "LookupAddr", "LookupCNAME", "LookupMX", "LookupNS", "LookupPort", "LookupSRV", "LookupTXT",
		"ResolveTCPAddr", "ResolveUDPAddr", "ResolveIPAddr", "Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP",
	},
	"net/http": {
		"Client", "Transport", "DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm", "RoundTripper", "ProxyFromEnvironment",
	},
	"crypto/tls": {"Dial", "DialWithDialer", "Dialer"},
	"net/rpc":    {"*"},
	"net/smtp":   {"*"},
}

// dialers are the packages that may hold a net.Dialer: they hand it literal addresses only,
// which it never resolves.
var dialers = []string{"net/conn", "net/fetch", "net/lab"}

// servers are the packages that play the far end of the wire.
var servers = []string{"net/lab"}

// TestNobodyElseResolves reads every source file of the project that is not a test and proves,
// by imports and selectors, that no name is resolved but by this package and nothing is
// fetched but over our own connections.
func TestNobodyElseResolves(t *testing.T) {
	root := moduleRoot(t)
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); n == "testdata" || path != root && (strings.HasPrefix(n, ".") || strings.HasPrefix(n, "_")) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		files++
		for _, f := range findings(t, filepath.ToSlash(rel), src) {
			t.Error(f)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 10 {
		t.Errorf("only %d files were read", files)
	}
}

// TestFindings shows that the test above can fail.
func TestFindings(t *testing.T) {
	for _, c := range []struct {
		path, src string
		n         int
	}{
		{"a/a.go", `package a; import "net"; var _, _ = net.LookupHost("x")`, 1},
		{"a/a.go", `package a; import n "net"; var r n.Resolver; var d = n.Dialer{}`, 2},
		{"a/a.go", `package a; import . "net"`, 1},
		{"a/a.go", `package a; import "net/http"; var c = &http.Client{Transport: http.DefaultTransport}`, 2},
		{"a/a.go", `package a; import "crypto/tls"; var c tls.Config; var _, _ = tls.Dial("tcp", "x:1", &c)`, 1},
		{"a/a.go", `package a; import "net"; func f(net struct{Resolver int}) int { return net.Resolver }`, 1}, // shadowing is not worth the risk
		{"a/a.go", `package a; import "net/http"; var s http.Server; import "net"; var ip net.IP`, 0},
		{"net/conn/c.go", `package conn; import "net"; var d net.Dialer`, 0},
		{"net/lab/c.go", `package lab; import "net/http"; var d http.Handler`, 0},
		{"net/lab/c.go", `package lab; import "net/http"; var d http.Client`, 1},
		{"net/lab/c.go", `package lab; import "net/http"; var d http.Transport`, 0},
		{"net/fetch/c.go", `package fetch; import "net/http"; var d http.Transport`, 1},
	} {
		if got := findings(t, c.path, []byte(c.src)); len(got) != c.n {
			t.Errorf("%s: %q", c.src, got)
		}
	}
}

func findings(t *testing.T, path string, src []byte) []string {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, src, parser.SkipObjectResolution)
	if file == nil {
		t.Errorf("%s: %v", path, err)
		return nil
	}
	var out []string
	report := func(at token.Pos, what string) {
		out = append(out, fset.Position(at).String()+": "+what)
	}
	imports := map[string]string{} // local name → path
	for _, im := range file.Imports {
		p, err := strconv.Unquote(im.Path.Value)
		if err != nil {
			continue
		}
		bad, watched := forbidden[p]
		if !watched {
			continue
		}
		name := p[strings.LastIndexByte(p, '/')+1:]
		if im.Name != nil {
			name = im.Name.Name
		}
		if slices.Contains(bad, "*") || name == "." {
			report(im.Pos(), "imports "+p)
		}
		imports[name] = p
	}
	dir := path[:max(strings.LastIndexByte(path, '/'), 0)]
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := sel.X.(*ast.Ident)
		if !ok {
			return true
		}
		p := imports[x.Name]
		switch {
		case p == "":
		case p == "net/http" && sel.Sel.Name == "Transport" && slices.Contains(servers, dir):
			// A reverse proxy is a client of its backends, by literal addresses over the lab's Dialer.
		case slices.Contains(forbidden[p], sel.Sel.Name):
			report(sel.Pos(), "uses "+p+"."+sel.Sel.Name)
		case p == "net" && sel.Sel.Name == "Dialer" && !slices.Contains(dialers, dir):
			report(sel.Pos(), "uses net.Dialer outside of "+strings.Join(dialers, ", "))
		case p == "net/http" && !slices.Contains(servers, dir) && strings.HasPrefix(sel.Sel.Name, "New"):
			report(sel.Pos(), "uses net/http."+sel.Sel.Name+" outside of "+strings.Join(servers, ", "))
		}
		return true
	})
	return out
}

// moduleRoot walks up to the folder that holds go.mod.
func moduleRoot(t *testing.T) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}
