package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"io"
	"net/http"
	"time"
)

// bareCommand makes this program the baseline of measurement c, in a process of its own like the
// operator.
const bareCommand = "bare"

// What the operator bounds of a request, at the price of a few system calls and timers each: without it,
// no server could be put on the Internet.
const (
	bareMaxBody   = 256 << 10
	bareMaxHeader = 16 << 10
)

// serveBare serves a handler that checks the HMAC and nothing else.
func serveBare(args []string) error {
	flags := flag.NewFlagSet(bareCommand, flag.ContinueOnError)
	address := flags.String("address", "", "address to listen on")
	if err := flags.Parse(args); err != nil {
		return err
	}
	server := &http.Server{
		Addr: *address, Handler: http.HandlerFunc(checkHMAC), MaxHeaderBytes: bareMaxHeader,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 8 * time.Second, WriteTimeout: 15 * time.Second, IdleTimeout: 2 * time.Minute,
	}
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func checkHMAC(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bareMaxBody))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	signature, err := hex.DecodeString(r.Header.Get(signatureHeader))
	mac := hmac.New(sha256.New, []byte(signingSecret))
	mac.Write(body)
	if err != nil || !hmac.Equal(signature, mac.Sum(nil)) {
		w.WriteHeader(http.StatusUnauthorized)
	}
}
