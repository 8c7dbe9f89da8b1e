package dns

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
)

func unhex(t testing.TB, s string) string {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestValues prints records of each type as dig does.
func TestValues(t *testing.T) {
	host := "0161 04746573 7400" // a.test
	for _, c := range []struct {
		typ  Type
		hex  string
		want string
	}{
		{TypeA, "c0000201", "192.0.2.1"},
		{TypeA, "c00002", `\# 3 c00002`},
		{TypeAAAA, "20010db8000000000000000000000001", "2001:db8::1"},
		{TypeNS, host, "a.test."},
		{TypeCNAME, "00", "."},
		{TypeMX, "000a" + host, "10 a.test."},
		{TypeSRV, "0001 0002 01bb" + host, "1 2 443 a.test."},
		{TypeSOA, host + "03612e62 00 00000001 00000002 00000003 00000004 00000005", `a.test. a\.b. 1 2 3 4 5`},
		{TypeTXT, "0161 0322205c 00", `"a" "\" \\" ""`},
		{TypeTXT, "02c3bc", `"\195\188"`},
		{TypeTXT, "0561", `\# 2 0561`},
		{TypeTXT, "", `\# 0`},
		{TypeHINFO, "03505043 034f5358", `"PPC" "OSX"`},
		{TypeRP, host + "00", "a.test. ."},
		{TypeAFSDB, "0001" + host, "1 a.test."},
		{TypeNAPTR, "0064 000a 0153 075349502b443255 00" + host, `100 10 "S" "SIP+D2U" "" a.test.`},
		{TypeCAA, "00 056973737565 6c61622e74657374", `0 issue "lab.test"`},
		{TypeCAA, "00 09 6973", `\# 4 00096973`},
		{TypeURI, "000a 0001 687474703a2f2f612f", `10 1 "http://a/"`},
		{TypeDS, "3039 0d 02 00ff", "12345 13 2 00FF"},
		{TypeDS, "3039 0d 02", `\# 4 30390d02`},
		{TypeDNSKEY, "0101 03 0d 010203", "257 3 13 AQID"},
		{TypeRRSIG, "0001 0d 02 0000012c 5e0be100 5de45400 3039" + host + "ff", "A 13 2 300 20200101000000 20191202000000 12345 a.test. /w=="},
		{TypeNSEC, host + "0007 62010008 0003 80", "a.test. A NS SOA MX AAAA RRSIG NSEC DNSKEY"},
		{TypeNSEC3, "01 01 000c 04aabbccdd 14 00112233445566778899aabbccddeeff00112233 0001 40", "1 1 12 AABBCCDD 008I4CQ4ALJ7F24PLATSPNFEVS0128HJ A"},
		{TypeNSEC3PARAM, "01 00 0000 00", "1 0 0 -"},
		{TypeTLSA, "03 01 01 abcd", "3 1 1 ABCD"},
		{TypeSSHFP, "01 02 abcd", "1 2 ABCD"},
		{TypeZONEMD, "00000001 01 01 abcd", "1 1 1 ABCD"},
		{TypeCSYNC, "00000042 0003 0001 60", "66 3 A NS"},
		{TypeOPENPGPKEY, "010203", "AQID"},
		{TypeLOC, "00 12 33 13 89172dd0 70be15f0 00988d20", "42 21 54.000 N 71 6 18.000 W -24.00m 1m 30m 10m"},
		{TypeSPF, "0161", `"a"`},
		{Type(999), "0102", `\# 2 0102`},
	} {
		r := Record{"x.", c.typ, 60, unhex(t, c.hex)}
		got := r.ZoneValue()
		if got != c.want {
			t.Errorf("%s %s: %s, want %s", c.typ, c.hex, got, c.want)
		}
	}
}

// TestServiceForms holds the vectors of RFC 9460 appendix D.
func TestServiceForms(t *testing.T) {
	for _, c := range []struct {
		hex, want string
	}{
		{"0000 03666f6f 076578616d706c65 03636f6d 00", "0 foo.example.com."},
		{"0001 00", "1 ."},
		{"0010 03666f6f 076578616d706c65 03636f6d 00 0003 0002 0035", "16 foo.example.com. port=53"},
		{"0001 03666f6f 076578616d706c65 03636f6d 00 029b 0005 68656c6c6f", `1 foo.example.com. key667="hello"`},
		{"0001 03666f6f 076578616d706c65 03636f6d 00 029b 0009 68656c6c6fd2716f6f", `1 foo.example.com. key667="hello\210qoo"`},
		{"0001 03666f6f 076578616d706c65 03636f6d 00 0006 0020 20010db8000000000000000000000001 20010db8000000000000000000530001", "1 foo.example.com. ipv6hint=2001:db8::1,2001:db8::53:1"},
		{"0001 076578616d706c65 03636f6d 00 0006 0010 20010db80122034400000000c0000221", "1 example.com. ipv6hint=2001:db8:122:344::c000:221"},
		{"0010 03666f6f 076578616d706c65 036f7267 00 0000 0004 00010004 0001 0009 0268320568332d3139 0004 0004 c0000201", `16 foo.example.org. mandatory=alpn,ipv4hint alpn="h2,h3-19" ipv4hint=192.0.2.1`},
		{"0010 03666f6f 076578616d706c65 036f7267 00 0001 000c 08665c6f6f2c626172 026832", `16 foo.example.org. alpn="f\\\\oo\\,bar,h2"`},
		{"0001 00 0001 0003 026832 0002 0000 0005 0003 abcdef", `1 . alpn="h2" no-default-alpn ech=q83v`},
	} {
		r := Record{"x.", TypeHTTPS, 60, unhex(t, c.hex)}
		if got := r.ZoneValue(); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
		if _, ok := ParseService(r); !ok {
			t.Errorf("%s does not parse", c.want)
		}
	}
	for _, bad := range []string{
		"00", "0001", "0001 03666f", // no priority, no target, half a target
		"0001 00 0001 0004 026832",                    // a value that runs out
		"0001 00 0003 0002 0035 0001 0003 026832",     // not in order
		"0001 00 0001 0003 026832 0001 0003 026833",   // twice
		"0001 00 0001 0000", "0001 00 0001 0002 0268", // no protocol, half of one
		"0001 00 0003 0001 35", "0001 00 0004 0003 c00002", "0001 00 0006 0000", "0001 00 0005 0000",
		"0001 00 0002 0001 00", "0001 00 0002 0000", // no-default-alpn with a value, and without alpn
		"0001 00 0000 0002 0001",                      // alpn is mandatory and missing
		"0001 00 0000 0004 00010001 0001 0003 026832", // mandatory twice
		"0001 00 0000 0002 0000",                      // mandatory names itself
		"0001 00 0000 0000", "0001 00 0000 0001 00",   // mandatory of no key, of half a key
	} {
		if s, ok := ParseService(Record{"x.", TypeHTTPS, 60, unhex(t, bad)}); ok {
			t.Errorf("%s gave %+v", bad, s)
		}
	}
	if s, ok := ParseService(Record{"x.", TypeHTTPS, 60, unhex(t, "0001 00 0000 0002 029b 029b 0000")}); !ok || !s.Unknown {
		t.Error("a mandatory key that nobody knows")
	}
}

// FuzzProof reads the records of DNSSEC from anything.
func FuzzProof(f *testing.F) {
	f.Add(uint16(TypeNSEC3), unhex(f, "01 01 000c 04aabbccdd 14 00112233445566778899aabbccddeeff00112233 0001 40"), "a.b.test.")
	f.Add(uint16(TypeNSEC), unhex(f, "0161 04746573 7400 0007 62010008 0003 80"), "b.test.")
	f.Add(uint16(TypeRRSIG), unhex(f, "0001 0d 02 0000012c 5e0be100 5de45400 3039 0161 00 ff"), "a.")
	f.Add(uint16(TypeDNSKEY), unhex(f, "0101 03 08 03010001 ffff"), ".")
	f.Fuzz(func(t *testing.T, typ uint16, data, name string) {
		owner, err := CanonicalName(name)
		if err != nil {
			return
		}
		r := Record{owner, Type(typ), 60, data}
		_ = r.ZoneValue()
		ParseService(r)
		d := &denial{zone: "test."}
		d.add(r)
		d.noData(owner, TypeA)
		d.noName(owner)
		d.noCloser(owner, 1)
		d.delegated(owner)
		if d.hashes > maxHashes+1 {
			t.Errorf("%d names were hashed", d.hashes)
		}
		bitmapTypes(data)
		_ = inBitmap(data, TypeNS)
		if s, ok := parseSignature(r); ok {
			k, _ := parseKey(Record{owner, TypeDNSKEY, 60, data})
			k.alg = s.alg
			s.verify(&k, s.signedData(owner, []Record{r}))
		}
		if k, ok := parseKey(r); ok {
			(&signature{alg: k.alg, sig: data}).verify(&k, []byte(data))
		}
		if ds, ok := parseDS(r); ok {
			ds.matches(&dnsKey{tag: ds.tag, alg: ds.alg, owner: owner, data: data})
		}
	})
}

// TestRSAKeys reads the keys of RFC 3110 in both of their forms, and none from nonsense.
func TestRSAKeys(t *testing.T) {
	n := strings.Repeat("\xff", 128)
	for key, ok := range map[string]bool{
		"\x03\x01\x00\x01" + n: true, "\x00\x00\x03\x01\x00\x01" + n: true, "": false, "\x03\x01\x00": false, "\x00\x00": false, "\x05\x01\x00\x00\x00\x01" + n: false,
		"\x01\x03" + strings.Repeat("\xff", maxRSABytes+1): false,
	} {
		if got := rsaKey(key); (got != nil) != ok {
			t.Errorf("%x: %v", key[:min(len(key), 8)], got)
		}
	}
	// The root's key of 2017 has the tag that everybody knows.
	b, err := base64.StdEncoding.DecodeString("AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+B5xQlNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/b58Da+sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5qihylGa8subX2Nn6UwNR1AkUTV74bU=")
	if err != nil {
		t.Fatal(err)
	}
	k, ok := parseKey(Record{".", TypeDNSKEY, 0, "\x01\x01\x03\x08" + string(b)})
	if !ok || k.tag != 20326 {
		t.Fatal(k.tag)
	}
	ds, ok := parseDS(RootAnchors()[0].Record)
	if !ok || !ds.matches(&k) {
		t.Error("the anchor is not the digest of the key")
	}
}
