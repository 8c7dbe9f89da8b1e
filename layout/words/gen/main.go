// Command gen packs lists of words for package words.
//
//	go run ./layout/words/gen -from DIR
//
// DIR has a list per script, one word a line (thai.txt, lao.txt, khmer.txt, burmese.txt), as ICU's
// sources have them: thaidict.txt and so on; a tab or # ends a line early. Words with characters
// outside of their script's block are left out: no run of the script can hold them.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
)

// blocks gives the script of each list and the block that its bytes count in.
var blocks = []struct {
	name      string
	base, end rune
}{
	{"thai", 0xE00, 0xE7F}, {"lao", 0xE80, 0xEFF}, {"khmer", 0x1780, 0x17FF}, {"burmese", 0x1000, 0x109F},
}

// maxLength is what a length in the packed list can say.
const maxLength = 255

func main() {
	from := flag.String("from", ".", "directory of the lists")
	to := flag.String("to", "data", "directory of the packed lists")
	flag.Parse()
	for _, b := range blocks {
		if err := pack(filepath.Join(*from, b.name+".txt"), filepath.Join(*to, b.name+".br"), b.base, b.end); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// pack writes the sorted words of a list, each as the number of letters it shares with the one
// before, the number of its others, and these, a byte each.
func pack(from, to string, base, end rune) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var words [][]byte
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		if i := strings.IndexAny(line, "\t#\r\n"); i >= 0 {
			line = line[:i]
		}
		if w := encode(strings.TrimSpace(line), base, end); len(w) > 0 && len(w) <= maxLength {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, bytes.Compare)
	words = slices.CompactFunc(words, bytes.Equal)
	var list, before []byte
	for _, w := range words {
		shared := 0
		for shared < len(w) && shared < len(before) && w[shared] == before[shared] {
			shared++
		}
		list = append(list, byte(shared), byte(len(w)-shared))
		list = append(list, w[shared:]...)
		before = w
	}
	var packed bytes.Buffer
	z := brotli.NewWriterLevel(&packed, brotli.BestCompression)
	if _, err := z.Write(list); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	fmt.Printf("%s: %d words, %d bytes, %d packed\n", to, len(words), len(list), packed.Len())
	return os.WriteFile(to, packed.Bytes(), 0o644)
}

// encode gives a word a byte a character; nil when one is outside of the block.
func encode(word string, base, end rune) []byte {
	var out []byte
	for _, r := range word {
		if r < base || r > end {
			return nil
		}
		out = append(out, byte(r-base))
	}
	return out
}
