package dev.maptriage.dashboard;

import dev.maptriage.incident.Problem;
import java.util.Set;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.ModelAndView;

/// Errors of pages are pages; without this they would be problem documents, as those of the API are.
@ControllerAdvice(basePackageClasses = PageErrors.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class PageErrors {
    /// Statuses with a page of their own.
    private static final Set<Integer> OWN = Set.of(403, 413, 429, 503);

    /// An id that is none names nothing, as one that was deleted does.
    @ExceptionHandler({NoSuchPageException.class, TypeMismatchException.class})
    ModelAndView notFound() {
        return page("error/404", HttpStatus.NOT_FOUND);
    }

    @ExceptionHandler(MaxUploadSizeExceededException.class)
    ModelAndView tooLarge() {
        return page("error/413", HttpStatus.CONTENT_TOO_LARGE);
    }

    @ExceptionHandler
    ModelAndView refused(Problem problem, PageWords words) {
        if (problem.getStatusCode() == HttpStatus.NOT_FOUND) {
            return notFound();
        }
        int status = problem.getStatusCode().value();
        ModelAndView page = page(OWN.contains(status) ? "error/" + status : "error/4xx", problem.getStatusCode());
        page.addObject("detail", words.detail(problem));
        return page;
    }

    @ExceptionHandler({ErrorResponseException.class, MethodArgumentNotValidException.class})
    ModelAndView refused(Exception exception) {
        return page("error/4xx", exception instanceof ErrorResponse response
                ? response.getStatusCode()
                : HttpStatus.BAD_REQUEST);
    }

    private static ModelAndView page(String view, HttpStatusCode status) {
        ModelAndView page = new ModelAndView(view, status);
        page.addObject("status", status.value());
        return page;
    }
}
