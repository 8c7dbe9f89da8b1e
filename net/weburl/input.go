package weburl

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// FromInput turns what a person typed into a URL: a whole URL, a file's path, or a host with
// or without port and path. A bare host gets https, this machine and bare IP addresses http.
// A path that exists wins over a host of the same spelling.
func FromInput(s string) (*URL, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, failure(s, "empty")
	}
	name, fragment, hasFragment := strings.Cut(s, "#")
	if looksLikePath(s) || exists(name) || exists(s) {
		path := s
		if hasFragment && !exists(s) {
			path = name
		} else {
			hasFragment = false
		}
		u, err := FromFile(path)
		if err == nil && hasFragment {
			u = u.WithFragment(fragment)
		}
		return u, err
	}
	if !looksLikeHostPort(s) {
		if u, err := Parse(s); err == nil {
			return u, nil
		} else if i := strings.Index(s, ":"); i > 0 && strings.HasPrefix(s[i:], "://") {
			return nil, err
		}
	}
	s = strings.TrimLeft(s, "/\\")
	u, err := Parse("https://" + s)
	if err != nil {
		return nil, err
	}
	h := u.host
	if isLoopbackHost(h) || endsInNumber(h) || strings.HasPrefix(h, "[") {
		return Parse("http://" + s)
	}
	return u, nil
}

// looksLikePath reports whether s is written as a path: rooted, or starting with a dot or a
// tilde.
func looksLikePath(s string) bool {
	for _, p := range []string{"./", "../", "~/"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	if runtime.GOOS == "windows" && (startsWithDrive(s) || strings.HasPrefix(s, ".\\") || strings.HasPrefix(s, "..\\")) {
		return true
	}
	return s == "." || s == ".." || (strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//"))
}

func exists(path string) bool {
	if path == "" || strings.IndexByte(path, 0) >= 0 {
		return false
	}
	_, err := os.Stat(path)
	return err == nil
}

// looksLikeHostPort tells "localhost:8080/x" from "mailto:x": digits follow the colon.
func looksLikeHostPort(s string) bool {
	host, rest, ok := strings.Cut(s, ":")
	if !ok || host == "" || rest == "" || strings.ContainsAny(host, "/?#") {
		return false
	}
	n := 0
	for n < len(rest) && isDigit(rest[n]) {
		n++
	}
	return n > 0 && n <= 5 && (n == len(rest) || strings.IndexByte("/?#", rest[n]) >= 0)
}

// FromFile returns the file: URL of a path of this machine, made absolute first. "~/" is the
// person's home. A folder's URL ends with a slash.
func FromFile(path string) (*URL, error) {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, failure(path, err.Error())
		}
		path = filepath.Join(home, rest)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, failure(path, err.Error())
	}
	abs = filepath.ToSlash(abs)
	if st, err := os.Stat(path); err == nil && st.IsDir() && !strings.HasSuffix(abs, "/") {
		abs += "/"
	}
	if !strings.HasPrefix(abs, "/") {
		abs = "/" + abs // C:/x
	}
	return Parse("file://" + encodePath(abs))
}

// EncodeSegment percent-encodes a file's name so that it resolves as one relative segment; a
// final slash stays.
func EncodeSegment(name string) string {
	body, slash := strings.CutSuffix(name, "/")
	s := strings.ReplaceAll(encodePath(body), "/", "%2F")
	if strings.Contains(s, ":") {
		s = "./" + s // else it would read as a scheme
	}
	if slash {
		s += "/"
	}
	return s
}

// encodePath percent-encodes the bytes of a path that would not come back from a parse.
func encodePath(path string) string {
	b := make([]byte, 0, len(path)+8)
	for i := range len(path) {
		switch c := path[i]; {
		case c == '%' || c == '\\' || c >= 0x80 || setPath[c]:
			b = append(b, '%', upperHex[c>>4], upperHex[c&15])
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

// FilePath returns the path on this machine that a file: URL names. It fails when the scheme
// is another one, when a host is named, or when the path holds a NUL.
func (u *URL) FilePath() (string, error) {
	switch {
	case u.scheme != "file":
		return "", failure(u.href, "not a file: URL")
	case u.host != "":
		return "", failure(u.href, "a file on another machine")
	}
	p := string(PercentDecode(u.path))
	if strings.IndexByte(p, 0) >= 0 {
		return "", failure(u.href, "a NUL in the path")
	}
	if len(p) >= 3 && isNormalDrive(p[1:3]) && runtime.GOOS == "windows" {
		p = p[1:]
	}
	return filepath.FromSlash(p), nil
}
