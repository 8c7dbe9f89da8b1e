package fetch_test

import (
	"context"
	"errors"
	"fmt"

	"vitrine/net/fetch"
	"vitrine/net/weburl"
)

// A client gets whatever a URL names; data: needs no network.
func ExampleClient_Fetch() {
	c := fetch.New(fetch.Config{Offline: true})
	defer c.Close()
	r, err := c.Fetch(context.Background(), &fetch.Request{URL: weburl.MustParse("data:text/css,p{color:red}")})
	if err != nil {
		fmt.Println(err)
		return
	}
	body, err := r.Bytes(0)
	t, _ := r.Type()
	fmt.Println(t, string(body), err)
	// Output: text/css p{color:red} <nil>
}

// Failures are typed and read as one line.
func ExampleError() {
	c := fetch.New(fetch.Config{Offline: true})
	defer c.Close()
	_, err := c.Fetch(context.Background(), &fetch.Request{URL: weburl.MustParse("https://a.test/x.css")})
	var fe *fetch.Error
	fmt.Println(errors.As(err, &fe), fe.Phase, errors.Is(err, fetch.ErrOffline))
	fmt.Println(err)
	// Output:
	// true scheme true
	// fetch https://a.test/x.css: scheme: offline mode: the network is not used
}
