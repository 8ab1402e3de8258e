#!/bin/sh
# Signs the deliveries of webhooks_test.go with openssl, independently of the code under test. Each line of the
# output is a constant of that test.
sign() { # secret timestamp body
  printf '%s.%s' "$2" "$3" | openssl dgst -sha256 -hmac "$1" -r | cut -d' ' -f1
}
sign whsec_test 1234567890 '{"event_id":"evt_1","type":"customer"}'
sign whsec_test 2026-03-13T14:30:00Z '{"event_id":"evt_1","type":"customer"}'
sign whsec_test opaque '{"event_id":"evt_1","type":"customer"}'
sign whsec_test 1773412200000 '{"event_id":"evt_1","type":"customer"}'
sign 'clé secrète' 1773412200 '{"comment":"a/b \u00e9 é"}'
sign whsec_test 1773412200 ''
