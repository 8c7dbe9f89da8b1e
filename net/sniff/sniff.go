package sniff

import "bytes"

// HeaderLength is how many bytes of a body Sniff looks at.
//
// https://mimesniff.spec.whatwg.org/#resource-header
const HeaderLength = 1445

// Supplied is what is known about a body besides its bytes.
type Supplied struct {
	Type    Type   // the declared type
	Known   bool   // whether one was declared
	Raw     string // the last Content-Type field as sent, for the text/plain check
	NoSniff bool   // X-Content-Type-Options: nosniff
}

// Decided reports whether the body's bytes cannot change the answer of Sniff, so that nobody
// needs to wait for them.
func (s Supplied) Decided() bool {
	if !s.Known {
		return false
	}
	if s.Type.IsXML() || s.Type.IsHTML() {
		return true
	}
	switch s.Type.Essence() {
	case "unknown/unknown", "application/unknown", "*/*":
		return false
	}
	return s.NoSniff || !(s.Type.Is(PlainText) || s.Type.IsImage() || s.Type.IsAudioOrVideo())
}

// Sniff returns the computed type of a body that starts with head.
//
// https://mimesniff.spec.whatwg.org/#determining-the-computed-mime-type-of-a-resource
func Sniff(head []byte, s Supplied) Type {
	if len(head) > HeaderLength {
		head = head[:HeaderLength]
	}
	t := s.Type
	if s.Known && (t.IsXML() || t.IsHTML()) {
		return t
	}
	if e := t.Essence(); !s.Known || e == "unknown/unknown" || e == "application/unknown" || e == "*/*" {
		return unknown(head, !s.NoSniff)
	}
	if s.NoSniff {
		return t
	}
	switch s.Raw { // what servers send when they do not know better
	case "text/plain", "text/plain; charset=ISO-8859-1", "text/plain; charset=iso-8859-1", "text/plain; charset=UTF-8":
		return textOrBinary(head, t)
	}
	if t.IsImage() {
		if m := match(head, images); m.Main != "" {
			return m
		}
	}
	if t.IsAudioOrVideo() {
		if m := audioOrVideo(head); m.Main != "" {
			return m
		}
	}
	return t
}

// unknown identifies a body of which nothing is declared.
//
// https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type
func unknown(head []byte, scriptable bool) Type {
	if scriptable {
		if m := scriptableMarkup(head); m.Main != "" {
			return m
		}
	}
	if bytes.HasPrefix(head, []byte("%!PS-Adobe-")) {
		return Type{Main: "application", Sub: "postscript"}
	}
	if hasBOM(head) {
		return PlainText
	}
	for _, table := range [][]pattern{images} {
		if m := match(head, table); m.Main != "" {
			return m
		}
	}
	if m := audioOrVideo(head); m.Main != "" {
		return m
	}
	for _, table := range [][]pattern{fonts, archives} {
		if m := match(head, table); m.Main != "" {
			return m
		}
	}
	if !hasBinary(head) {
		return PlainText
	}
	return OctetStream
}

// textOrBinary tells text from a binary file behind a server's default type.
//
// https://mimesniff.spec.whatwg.org/#rules-for-text-or-binary
func textOrBinary(head []byte, declared Type) Type {
	if hasBOM(head) || !hasBinary(head) {
		return declared
	}
	return OctetStream
}

func hasBOM(b []byte) bool {
	return bytes.HasPrefix(b, []byte{0xFE, 0xFF}) || bytes.HasPrefix(b, []byte{0xFF, 0xFE}) ||
		bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF})
}

// hasBinary reports a binary data byte.
//
// https://mimesniff.spec.whatwg.org/#binary-data-byte
func hasBinary(b []byte) bool {
	for _, c := range b {
		if c <= 0x08 || c == 0x0B || (0x0E <= c && c <= 0x1A) || (0x1C <= c && c <= 0x1F) {
			return true
		}
	}
	return false
}

// markup are the start tags that mean HTML when a tag-terminating byte follows.
var markup = []string{"<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<IFRAME", "<H1", "<DIV", "<FONT", "<TABLE", "<A",
	"<STYLE", "<TITLE", "<B", "<BODY", "<BR", "<P", "<!--"}

func scriptableMarkup(head []byte) Type {
	b := bytes.TrimLeft(head, "\t\n\x0c\r ")
	for _, m := range markup {
		if len(b) > len(m) && bytes.EqualFold(b[:len(m)], []byte(m)) && (b[len(m)] == ' ' || b[len(m)] == '>') {
			return HTML
		}
	}
	if bytes.HasPrefix(b, []byte("<?xml")) {
		return XML
	}
	if bytes.HasPrefix(b, []byte("%PDF-")) {
		return PDF
	}
	return Type{}
}

// pattern matches magic bytes: "." in mask lets any byte pass.
type pattern struct {
	magic, mask string
	skip        int
	main, sub   string
}

func match(b []byte, table []pattern) Type {
	for i := range table {
		p := &table[i]
		if len(b) < p.skip+len(p.magic) {
			continue
		}
		ok := true
		for j := range len(p.magic) {
			if (p.mask == "" || p.mask[j] != '.') && b[p.skip+j] != p.magic[j] {
				ok = false
				break
			}
		}
		if ok {
			return Type{Main: p.main, Sub: p.sub}
		}
	}
	return Type{}
}

var images = []pattern{
	{magic: "\x00\x00\x01\x00", main: "image", sub: "x-icon"},
	{magic: "\x00\x00\x02\x00", main: "image", sub: "x-icon"},
	{magic: "BM", main: "image", sub: "bmp"},
	{magic: "GIF87a", main: "image", sub: "gif"},
	{magic: "GIF89a", main: "image", sub: "gif"},
	{magic: "RIFF....WEBPVP", mask: "xxxx....xxxxxx", main: "image", sub: "webp"},
	{magic: "\x89PNG\r\n\x1a\n", main: "image", sub: "png"},
	{magic: "\xFF\xD8\xFF", main: "image", sub: "jpeg"},
}

var media = []pattern{
	{magic: "FORM....AIFF", mask: "xxxx....xxxx", main: "audio", sub: "aiff"},
	{magic: "ID3", main: "audio", sub: "mpeg"},
	{magic: "OggS\x00", main: "application", sub: "ogg"},
	{magic: "MThd\x00\x00\x00\x06", main: "audio", sub: "midi"},
	{magic: "RIFF....AVI ", mask: "xxxx....xxxx", main: "video", sub: "avi"},
	{magic: "RIFF....WAVE", mask: "xxxx....xxxx", main: "audio", sub: "wave"},
}

var fonts = []pattern{
	{magic: "\x00\x01\x00\x00", main: "font", sub: "ttf"},
	{magic: "OTTO", main: "font", sub: "otf"},
	{magic: "ttcf", main: "font", sub: "collection"},
	{magic: "wOFF", main: "font", sub: "woff"},
	{magic: "wOF2", main: "font", sub: "woff2"},
	{magic: "LP", skip: 34, main: "application", sub: "vnd.ms-fontobject"},
}

var archives = []pattern{
	{magic: "\x1F\x8B\x08", main: "application", sub: "x-gzip"},
	{magic: "PK\x03\x04", main: "application", sub: "zip"},
	{magic: "Rar \x1A\x07\x00", main: "application", sub: "x-rar-compressed"},
}

func audioOrVideo(b []byte) Type {
	if m := match(b, media); m.Main != "" {
		return m
	}
	if isMP4(b) {
		return Type{Main: "video", Sub: "mp4"}
	}
	if isWebM(b) {
		return Type{Main: "video", Sub: "webm"}
	}
	if isMP3(b) {
		return Type{Main: "audio", Sub: "mpeg"}
	}
	return Type{}
}

// isMP4 follows https://mimesniff.spec.whatwg.org/#signature-for-mp4.
func isMP4(b []byte) bool {
	if len(b) < 12 {
		return false
	}
	size := int(b[0])<<24 | int(b[1])<<16 | int(b[2])<<8 | int(b[3])
	if len(b) < size || size%4 != 0 || string(b[4:8]) != "ftyp" {
		return false
	}
	if string(b[8:11]) == "mp4" {
		return true
	}
	for i := 16; i+3 <= size; i += 4 {
		if string(b[i:i+3]) == "mp4" {
			return true
		}
	}
	return false
}

// isWebM follows https://mimesniff.spec.whatwg.org/#signature-for-webm.
func isWebM(b []byte) bool {
	if !bytes.HasPrefix(b, []byte{0x1A, 0x45, 0xDF, 0xA3}) {
		return false
	}
	for i := 4; i < len(b) && i < 38; i++ {
		if i+1 < len(b) && b[i] == 0x42 && b[i+1] == 0x82 {
			i += 2
			if i >= len(b) {
				return false
			}
			n := 1
			for n < 8 && b[i]&(0x80>>(n-1)) == 0 {
				n++
			}
			i += n
			for i < len(b) && b[i] == 0 {
				i++
			}
			return bytes.HasPrefix(b[min(i, len(b)):], []byte("webm"))
		}
	}
	return false
}

// isMP3 looks for two MPEG audio frame headers at the distance that the first one names.
//
// https://mimesniff.spec.whatwg.org/#signature-for-mp3-without-id3
func isMP3(b []byte) bool {
	n, ok := mp3Frame(b)
	if !ok || n < 4 || n > len(b) {
		return false
	}
	_, ok = mp3Frame(b[n:])
	return ok
}

var mp3Rate = [16]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
var mp25Rate = [16]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
var mp3Sample = [4]int{44100, 48000, 32000, 0}

func mp3Frame(b []byte) (size int, ok bool) {
	if len(b) < 4 || b[0] != 0xFF || b[1]&0xE0 != 0xE0 {
		return 0, false
	}
	layer := b[1] & 0x06 >> 1
	rate, sample := b[2]>>4, b[2]&0x0C>>2
	if layer == 0 || rate == 15 || sample == 3 || 4-layer != 3 {
		return 0, false
	}
	version := b[1] & 0x18 >> 3
	bits, freq := mp3Rate[rate]*1000, mp3Sample[sample]
	scale := 144
	if version&1 == 0 {
		bits, scale = mp25Rate[rate]*1000, 72
	}
	size = bits * scale / freq
	if b[2]&0x02 != 0 {
		size++
	}
	return size, true
}
