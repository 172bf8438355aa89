// A minimal HTTP-to-Kafka server for the gateway's two calls, to hold the gateway against. Two fronts: `plain` is Go's
// own net/http and encoding/json, `fast` is fasthttp and sonic.
//
// It reads a token and a play's fields from JSON, looks at what a play must have, writes Avro by hand in the Confluent
// wire format, produces with acks=all, and answers item by item once Kafka has acknowledged. It leaves out what the
// gateway does beside: looking at the fingerprint, places and texts, duplicates, limits, signatures, metrics.
//
// Usage: go_gateway plain|fast ADDRESS BROKERS TOPIC TOKEN SOURCE
package main

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"log"
	"math"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/bytedance/sonic"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/valyala/fasthttp"
)

const maxBody = 5 << 20

type fingerprint struct {
	Algorithm string `json:"algorithm"`
	Profile   string `json:"profile"`
	Data      string `json:"data"`
	OffsetMs  int64  `json:"offset_ms"`
}

type location struct {
	Lat       float64 `json:"lat"`
	Lon       float64 `json:"lon"`
	AccuracyM float64 `json:"accuracy_m"`
}

type client struct {
	App     string `json:"app"`
	Version string `json:"version"`
	OS      string `json:"os"`
}

type play struct {
	EventID     string      `json:"event_id"`
	Kind        string      `json:"kind"`
	PlayedAt    string      `json:"played_at"`
	DurationMs  int64       `json:"duration_ms"`
	Fingerprint fingerprint `json:"fingerprint"`
	Location    *location   `json:"location"`
	Sequence    int64       `json:"sequence"`
	SentAt      string      `json:"sent_at"`
	Client      *client     `json:"client"`
}

type batch struct {
	Plays []play `json:"plays"`
}

var errPlay = errors.New("not a play")

// record writes the play's Avro body, or says that it is none.
func record(p *play, source string, received int64) ([]byte, error) {
	if len(p.EventID) != 36 || p.Kind != "fingerprint" || p.DurationMs < 1000 || p.DurationMs > 14_400_000 {
		return nil, errPlay
	}
	played, err := time.Parse(time.RFC3339Nano, p.PlayedAt)
	if err != nil {
		return nil, errPlay
	}
	out := make([]byte, 5, 256+len(p.Fingerprint.Data))
	text := func(value string) {
		out = binary.AppendVarint(out, int64(len(value)))
		out = append(out, value...)
	}
	text(p.EventID)
	text(source)
	text(p.Kind)
	out = binary.AppendVarint(out, played.UnixMilli())
	out = binary.AppendVarint(out, received)
	out = binary.AppendVarint(out, p.DurationMs)
	out = binary.AppendVarint(out, p.Sequence)
	if sent, err := time.Parse(time.RFC3339Nano, p.SentAt); err == nil {
		out = binary.AppendVarint(append(out, 2), sent.UnixMilli())
	} else {
		out = append(out, 0)
	}
	if p.Location != nil {
		out = append(out, 2)
		for _, value := range []float64{p.Location.Lat, p.Location.Lon, p.Location.AccuracyM} {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(value))
		}
	} else {
		out = append(out, 0)
	}
	size := base64.RawURLEncoding.DecodedLen(len(p.Fingerprint.Data))
	if size == 0 || size > 12_288 {
		return nil, errPlay
	}
	out = binary.AppendVarint(out, int64(size))
	start := len(out)
	out = append(out, make([]byte, size)...)
	if _, err := base64.RawURLEncoding.Decode(out[start:], []byte(p.Fingerprint.Data)); err != nil {
		return nil, errPlay
	}
	text(p.Fingerprint.Profile)
	out = binary.AppendVarint(out, p.Fingerprint.OffsetMs)
	if p.Client != nil {
		out = append(out, 2)
		text(p.Client.App)
		text(p.Client.Version)
		text(p.Client.OS)
	} else {
		out = append(out, 0)
	}
	return out, nil
}

type server struct {
	kafka  *kgo.Client
	topic  string
	token  string
	source string
}

// take produces the plays, waits for Kafka's word on each, and gives the answer's JSON, item by item.
func (s *server) take(plays []play) []byte {
	received := time.Now().UnixMilli()
	states := make([]byte, len(plays))
	var waiting sync.WaitGroup
	for place := range plays {
		body, err := record(&plays[place], s.source, received)
		if err != nil {
			states[place] = 'r'
			continue
		}
		waiting.Add(1)
		made := &kgo.Record{Topic: s.topic, Key: []byte(s.source), Value: body}
		s.kafka.Produce(context.Background(), made, func(_ *kgo.Record, err error) {
			if err == nil {
				states[place] = 'a'
			} else {
				states[place] = 't'
			}
			waiting.Done()
		})
	}
	waiting.Wait()
	words := map[byte]string{'a': "accepted", 'r': "rejected", 't': "retry"}
	counts := map[byte]int{}
	out := make([]byte, 0, 80*len(plays)+100)
	out = append(out, `{"results":[`...)
	for place := range plays {
		if place > 0 {
			out = append(out, ',')
		}
		out = append(out, `{"event_id":"`...)
		out = append(out, plays[place].EventID...)
		out = append(out, `","status":"`...)
		out = append(out, words[states[place]]...)
		out = append(out, `"}`...)
		counts[states[place]]++
	}
	out = append(out, `],"summary":{"accepted":`...)
	out = strconv.AppendInt(out, int64(counts['a']), 10)
	return append(out, `}}`...)
}

// answer gives status and body of a call; read decodes JSON.
func (s *server) answer(path, token string, body []byte, read func([]byte, any) error) (int, []byte) {
	if path == "/health/ready" {
		return 200, []byte("{}")
	}
	if token != s.token {
		return 401, nil
	}
	switch path {
	case "/api/v1/batch/plays":
		var found batch
		if read(body, &found) != nil || len(found.Plays) == 0 || len(found.Plays) > 1000 {
			return 400, nil
		}
		return 200, s.take(found.Plays)
	case "/api/v1/plays":
		var found play
		if read(body, &found) != nil {
			return 400, nil
		}
		return 200, s.take([]play{found})
	}
	return 404, nil
}

func (s *server) fast(ctx *fasthttp.RequestCtx) {
	read := func(data []byte, into any) error { return sonic.Unmarshal(data, into) }
	token := string(ctx.Request.Header.Peek("Authorization"))
	status, body := s.answer(string(ctx.Path()), token, ctx.PostBody(), read)
	ctx.SetStatusCode(status)
	ctx.SetContentType("application/json")
	ctx.SetBody(body)
}

func (s *server) plain(out http.ResponseWriter, request *http.Request) {
	data, err := io.ReadAll(http.MaxBytesReader(out, request.Body, maxBody))
	if err != nil {
		out.WriteHeader(413)
		return
	}
	status, body := s.answer(request.URL.Path, request.Header.Get("Authorization"), data, json.Unmarshal)
	out.Header().Set("Content-Type", "application/json")
	out.WriteHeader(status)
	_, _ = out.Write(body)
}

func main() {
	front, address, brokers, topic := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	token, source := os.Args[5], os.Args[6]
	kafka, err := kgo.NewClient(
		kgo.SeedBrokers(brokers),
		kgo.RequiredAcks(kgo.AllISRAcks()),
		kgo.ProducerLinger(time.Millisecond),
		kgo.ProducerBatchCompression(kgo.Lz4Compression()),
		kgo.MaxBufferedRecords(200_000),
	)
	if err != nil {
		log.Fatal(err)
	}
	defer kafka.Close()
	if err := kafka.Ping(context.Background()); err != nil {
		log.Fatal(err)
	}
	made := &server{kafka, topic, "Bearer " + token, source}
	if front == "fast" {
		log.Fatal((&fasthttp.Server{Handler: made.fast, MaxRequestBodySize: maxBody}).ListenAndServe(address))
	}
	log.Fatal(http.ListenAndServe(address, http.HandlerFunc(made.plain)))
}
