package dwolla

import "strings"

// scanDepth is how deep the objects may lie in one another that nobody reads.
const scanDepth = 4

// scanEvent reads an event of the form in which Dwolla delivers them: objects and plain strings, and
// nothing else. Of any other it tells false: that one is for encoding/json to judge, which reads this form,
// too, but takes many times as long. Whatever scanEvent reads, encoding/json reads the same; a fuzz
// target holds the two against each other.
func scanEvent(body []byte, e *wireEvent) bool {
	s := scanner{rest: body}
	return s.object(func(name []byte) bool {
		switch string(name) {
		case "id":
			return s.string(&e.ID)
		case "topic":
			return s.string(&e.Topic)
		case "resourceId":
			return s.string(&e.ResourceID)
		case "correlationId":
			return s.string(&e.CorrelationID)
		case "created":
			return s.time(&e.Created)
		case "timestamp":
			return s.time(&e.Timestamp)
		case "_links":
			return s.links(&e.Links)
		}
		return s.foreign(name, "id", "topic", "resourceId", "correlationId", "created", "timestamp", "_links")
	}) && s.atEnd()
}

// scanner reads JSON of the plainest form. Each of its methods reads one thing, and tells whether it
// was there.
type scanner struct{ rest []byte }

// next reads one byte of punctuation, and the white space before it.
func (s *scanner) next(want byte) bool {
	s.space()
	if len(s.rest) == 0 || s.rest[0] != want {
		return false
	}
	s.rest = s.rest[1:]
	return true
}

func (s *scanner) space() {
	for len(s.rest) > 0 && (s.rest[0] == ' ' || s.rest[0] == '\n' || s.rest[0] == '\r' || s.rest[0] == '\t') {
		s.rest = s.rest[1:]
	}
}

func (s *scanner) atEnd() bool {
	s.space()
	return len(s.rest) == 0
}

// text reads a string in which nothing is to be decoded.
func (s *scanner) text() ([]byte, bool) {
	if !s.next('"') {
		return nil, false
	}
	for i, c := range s.rest {
		if c == '"' {
			text := s.rest[:i]
			s.rest = s.rest[i+1:]
			return text, true
		}
		if c == '\\' || c < ' ' || c > '~' {
			return nil, false
		}
	}
	return nil, false
}

func (s *scanner) string(out *string) bool {
	text, ok := s.text()
	if ok {
		*out = string(text)
	}
	return ok
}

func (s *scanner) time(out *Timestamp) bool {
	text, ok := s.text()
	if ok {
		out.read(string(text))
	}
	return ok
}

// object reads an object; member reads the value of each of its members.
func (s *scanner) object(member func(name []byte) bool) bool {
	if !s.next('{') {
		return false
	}
	if s.next('}') {
		return true
	}
	for {
		name, ok := s.text()
		if !ok || !s.next(':') || !member(name) {
			return false
		}
		if s.next('}') {
			return true
		}
		if !s.next(',') {
			return false
		}
	}
}

func (s *scanner) links(out *EventLinks) bool {
	return s.object(func(name []byte) bool {
		switch string(name) {
		case "customer":
			return s.link(&out.Customer)
		case "resource":
			return s.link(&out.Resource)
		}
		return s.foreign(name, "customer", "resource")
	})
}

func (s *scanner) link(out *Link) bool {
	return s.object(func(name []byte) bool {
		switch string(name) {
		case "href":
			return s.string(&out.Href)
		case "type":
			return s.string(&out.Type)
		case "resource-type":
			return s.string(&out.ResourceType)
		}
		return s.foreign(name, "href", "type", "resource-type")
	})
}

// foreign passes over the value of a member that nobody reads. encoding/json takes a name for a known one
// that differs from it in the case of letters only.
func (s *scanner) foreign(name []byte, known ...string) bool {
	for _, k := range known {
		if len(k) == len(name) && strings.EqualFold(k, string(name)) {
			return false
		}
	}
	return s.skip(scanDepth)
}

func (s *scanner) skip(depth int) bool {
	if s.space(); len(s.rest) > 0 && s.rest[0] == '"' {
		_, ok := s.text()
		return ok
	}
	return depth > 0 && s.object(func([]byte) bool { return s.skip(depth - 1) })
}
