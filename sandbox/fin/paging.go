package fin

import (
	"net/http"
	"strconv"
)

// page is the part of a list that a client asks for (reference 4).
type page struct{ size, number int }

const (
	defaultPage = 10
	maxPage     = 512
)

func pageOf(r *http.Request) (page, *apiError) {
	p := page{defaultPage, 1}
	for name, one := range map[string]struct {
		to  *int
		max int
	}{"per_page": {&p.size, maxPage}, "current_page": {&p.number, 1 << 30}} {
		text := r.URL.Query().Get(name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > one.max {
			return p, errOne(name, "must be between 1 and "+strconv.Itoa(one.max))
		}
		*one.to = n
	}
	return p, nil
}

// pageOfCatalogue is pageOf for the catalogue, which has no 422 (reference 3).
func pageOfCatalogue(r *http.Request) (page, *apiError) {
	p, err := pageOf(r)
	if err != nil {
		return p, refuse(http.StatusBadRequest, "Invalid paging")
	}
	return p, nil
}

// pagination has a singular total_page (reference 4).
type pagination struct {
	CurrentPage int `json:"current_page"`
	PerPage     int `json:"per_page"`
	TotalPage   int `json:"total_page"`
	Total       int `json:"total"`
}

func (p page) over(total int) pagination {
	return pagination{p.number, p.size, (total + p.size - 1) / p.size, total}
}

// slice is the part of a list that lies on the page; it is never nil.
func slice[T any](p page, all []T) []T {
	from := min((p.number-1)*p.size, len(all))
	return append([]T{}, all[from:min(from+p.size, len(all))]...)
}
