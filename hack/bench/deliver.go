package main

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"k8s.io/apimachinery/pkg/util/uuid"
)

// signingSecret signs all deliveries, and signatureHeader carries the signature as Dwolla does.
const (
	signingSecret   = "the-signing-secret-of-the-benchmark"
	signatureHeader = "X-Request-Signature-SHA-256"
)

// The topics that are delivered. What they ask of the operator differs: see each.
const (
	// Ability events are the news themselves: no look at the provider, one status patch.
	topicFunded   = "customer_funding_source_verified"
	topicUnfunded = "customer_funding_source_unverified"
	// A thin event is a reason to look: one GET at the provider, one status patch.
	topicThin = "customer_verification_document_approved"
	// The creator of a customer knows that it was created: nothing to do.
	topicNothing = "customer_created"
)

// event is one announcement of the provider.
type event struct {
	id, topic, customerID string
	created               time.Time
}

func newEvent(topic, customerID string) event {
	return event{id: string(uuid.NewUUID()), topic: topic, customerID: customerID, created: time.Now().UTC()}
}

// body is the event as Dwolla writes it.
func (e event) body() []byte {
	const base = "https://api-sandbox.dwolla.com"
	at := e.created.Format("2006-01-02T15:04:05.000Z")
	return fmt.Appendf(nil, `{"id":%q,"resourceId":%q,"topic":%q,"timestamp":%q,"created":%q,"_links":{`+
		`"self":{"href":"%s/events/%s"},"account":{"href":"%s/accounts/11111111-1111-4111-8111-111111111111"},`+
		`"resource":{"href":"%s/customers/%s"},"customer":{"href":"%s/customers/%s"}}}`,
		e.id, e.customerID, e.topic, at, at, base, e.id, base, base, e.customerID, base, e.customerID)
}

// request is a signed delivery of the event, ready to be written to a connection.
func (e event) request(path string) []byte {
	body := e.body()
	mac := hmac.New(sha256.New, []byte(signingSecret))
	mac.Write(body)
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: bench\r\nUser-Agent: dwolla-webhooks/1.1\r\nContent-Type: application/json\r\nX-Dwolla-Topic: %s\r\n%s: %s\r\nContent-Length: %d\r\n\r\n",
		path, e.topic, signatureHeader, hex.EncodeToString(mac.Sum(nil)), len(body))
	return append([]byte(head), body...)
}

// sender is one connection to a webhook server. It does as little as HTTP/1.1 allows, so that it is the
// server that is measured.
type sender struct {
	conn net.Conn
	in   *bufio.Reader
}

func dial(address string) (*sender, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &sender{conn: conn, in: bufio.NewReader(conn)}, nil
}

func (s *sender) close() { _ = s.conn.Close() }

// send writes a request and reads the whole answer. Any other than 200 is an error.
func (s *sender) send(request []byte) error {
	if _, err := s.conn.Write(request); err != nil {
		return err
	}
	status, err := s.in.ReadSlice('\n')
	if err != nil {
		return err
	}
	fields := bytes.Fields(status)
	if len(fields) < 2 {
		return errors.New("the server does not speak HTTP")
	}
	code := string(fields[1])
	length := 0
	for {
		line, err := s.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			break
		}
		if name, value, _ := bytes.Cut(line, []byte(":")); bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	var text []byte
	if length > 0 {
		text = make([]byte, length)
		if _, err := io.ReadFull(s.in, text); err != nil {
			return err
		}
	}
	if code != strconv.Itoa(http.StatusOK) {
		return fmt.Errorf("the server answered %s: %s", code, bytes.TrimSpace(text))
	}
	return nil
}
