package fetch

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"strings"
)

// hashes are the algorithms of Subresource Integrity and of CSP's hash sources.
var hashes = map[string]func([]byte) []byte{
	"sha256": func(b []byte) []byte { h := sha256.Sum256(b); return h[:] },
	"sha384": func(b []byte) []byte { h := sha512.Sum384(b); return h[:] },
	"sha512": func(b []byte) []byte { h := sha512.Sum512(b); return h[:] },
}

func digestOf(algorithm string, b []byte) string {
	return base64.StdEncoding.EncodeToString(hashes[algorithm](b))
}

// Integrity reports whether a body is what integrity metadata promises: one of the digests of
// the strongest algorithm in it. Metadata without any digest that we know promises nothing.
//
// https://www.w3.org/TR/SRI/#does-response-match-metadatalist
func Integrity(body []byte, metadata string) bool {
	strongest := ""
	var want []string
	for word := range strings.FieldsSeq(metadata) {
		word, _, _ = strings.Cut(word, "?") // options: none are defined
		algorithm, digest, ok := strings.Cut(word, "-")
		algorithm = strings.ToLower(algorithm)
		if !ok || hashes[algorithm] == nil || algorithm < strongest {
			continue
		}
		if algorithm > strongest { // the names sort by strength
			strongest, want = algorithm, nil
		}
		want = append(want, base64Form.Replace(digest))
	}
	if strongest == "" {
		return true
	}
	got := digestOf(strongest, body)
	for _, w := range want {
		if w == got {
			return true
		}
	}
	return false
}
