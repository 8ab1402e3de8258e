# The operator's image: one static binary and the certificates to trust. make image builds it.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags='-s -w' -o /bonafide ./cmd/bonafide

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /bonafide /bonafide
USER 65532:65532
ENTRYPOINT ["/bonafide"]
